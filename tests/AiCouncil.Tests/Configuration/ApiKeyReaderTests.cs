using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class ApiKeyReaderTests
{
    [Fact]
    public void The_vendors_own_variable_serves_the_vendors_own_host()
    {
        var deployment = OpenAi().Variable("OPENAI_API_KEY", "sk-1").Fine().Models["m"].Deployments[0];

        Assert.Equal(("sk-1", "https://api.openai.com/v1"), (deployment.ApiKey, deployment.Endpoint?.ToString()));
    }

    [Fact]
    public void The_vendors_base_address_takes_the_place_of_its_host()
    {
        var written = OpenAi().Variable("OPENAI_API_KEY", "sk-1").Variable("OPENAI_BASE_URL", "http://127.0.0.1:4000/v1");

        var deployment = written.Fine().Models["m"].Deployments[0];

        Assert.Equal(("sk-1", "http://127.0.0.1:4000/v1"), (deployment.ApiKey, deployment.Endpoint?.ToString()));
    }

    [Fact]
    public void A_base_address_that_is_none_does_not_send_the_key_elsewhere() =>
        Assert.Contains("OPENAI_BASE_URL is not an address", OpenAi().Variable("OPENAI_API_KEY", "k").Variable("OPENAI_BASE_URL", "proxy:1").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_compatible_endpoint_at_a_known_host_takes_that_vendors_variable() =>
        Assert.Equal("gq", Compatible("https://api.groq.com/openai/v1").Variable("GROQ_API_KEY", "gq").Variable("OPENAI_API_KEY", "sk-1").Fine().Models["m"].Deployments[0].ApiKey);

    [Theory]
    [InlineData("https://api.openai.com.evil.example/v1")]
    [InlineData("https://evil.example/api.openai.com")]
    [InlineData("http://api.openai.com/v1")]
    [InlineData("https://api.openai.com:8443/v1")]
    [InlineData("https://notapi.openai.com/v1")]
    public void A_vendors_variable_never_goes_to_another_endpoint(string endpoint)
    {
        var written = Compatible(endpoint).Variable("OPENAI_API_KEY", "sk-1");

        Assert.StartsWith("Council:Models:m:ApiKeyEnv: no key for", written.OnlyError(), StringComparison.Ordinal);
        Assert.Contains("needs a variable of its own", written.Key("Models:m:ApiKeyEnv", "OPENAI_API_KEY").OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vendors_variable_is_not_sent_to_loopback_either()
    {
        var written = Compatible("http://127.0.0.1:9/v1").Variable("OPENAI_API_KEY", "sk-1");

        Assert.Null(written.Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Contains("needs a variable of its own", written.Key("Models:m:ApiKeyEnv", "OPENAI_API_KEY").OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_never_calls_models_needs_no_key_and_holds_none_that_is_there()
    {
        var server = OpenAi().Key("Workers:Embedded", "false");
        Assert.Equal((null, false), (server.Fine().Models["m"].Deployments[0].ApiKey, server.Fine().Models["m"].Deployments[0].Called));
        Assert.Null(server.Variable("OPENAI_API_KEY", "sk-1").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Null(server.Key("Models:m:ApiKeyEnv", "MY_KEY").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Null(server.Key("Models:m:ApiKeyEnv", null).Key("Models:m:ApiKey_FILE", "/nowhere").Fine().Models["m"].Deployments[0].ApiKey);
    }

    [Fact]
    public void A_missing_key_is_an_error_with_the_variable_to_set()
    {
        Assert.Equal("Council:Models:m:ApiKeyEnv: no key; set OPENAI_API_KEY, or name another variable here.", OpenAi().OnlyError());
        Assert.Contains("MY_KEY is not set", OpenAi().Key("Models:m:ApiKeyEnv", "MY_KEY").OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_comes_from_a_variable_a_mounted_file_or_the_configuration()
    {
        Assert.Equal("k", Compatible("https://gpu.example/v1").Key("Models:m:ApiKeyEnv", "MY_KEY").Variable("MY_KEY", "k").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Equal("k", Compatible("https://gpu.example/v1").Key("Models:m:ApiKey_FILE", "/run/key").File("/run/key", "k\n").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Equal("k", Compatible("https://gpu.example/v1").Key("Models:m:ApiKey", "k").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Null(Compatible("https://gpu.example/v1").Key("Models:m:ApiKey", "none").Fine().Models["m"].Deployments[0].ApiKey);
    }

    [Fact]
    public void A_key_has_one_source_and_fits_into_a_header()
    {
        Assert.Contains("second source", OpenAi().Key("Models:m:ApiKey", "k").Key("Models:m:ApiKeyEnv", "K").OnlyError(), StringComparison.Ordinal);
        Assert.Contains("cannot be read", OpenAi().Key("Models:m:ApiKey_FILE", "/none").OnlyError(), StringComparison.Ordinal);
        Assert.Contains("is empty", OpenAi().Key("Models:m:ApiKey_FILE", "/e").File("/e", "\n").OnlyError(), StringComparison.Ordinal);
        var error = OpenAi().Key("Models:m:ApiKey", "very secret").OnlyError();
        Assert.Contains("no HTTP header carries", error, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_at_another_address_does_not_inherit_the_models_key()
    {
        var written = OpenAi().Key("Models:m:ApiKey", "k").Key("Models:m:Deployments:a:Weight", "2").Key("Models:m:Deployments:b:Endpoint", "https://b.example/v1");

        Assert.StartsWith("Council:Models:m:Deployments:b:ApiKeyEnv: no key for b.example", written.OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ollama_needs_neither_address_nor_key_and_takes_the_http_keys()
    {
        var deployment = new Written().Key("Models:m:Provider", "ollama").Key("Models:m:StreamUsage", "false").Fine().Models["m"].Deployments[0];

        Assert.Equal(("http://127.0.0.1:11434/v1", null, "false"), (deployment.Endpoint?.ToString(), deployment.ApiKey, deployment.Extra["streamusage"]));
        Assert.Null(new Written().Key("Models:m:Provider", "ollama").Key("Models:m:Endpoint", "http://gpu.example/v1").Fine().Models["m"].Deployments[0].ApiKey);
        Assert.Contains("did you mean", new Written().Key("Models:m:Provider", "ollama").Key("Models:m:StreamUsge", "false").OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compatible_provider_needs_an_address() =>
        Assert.StartsWith("Council:Models:m:Endpoint: is missing", new Written().Key("Models:m:Provider", "openai-compatible").OnlyError(), StringComparison.Ordinal);

    private static Written OpenAi() => new Written().Key("Models:m:Provider", "openai");

    private static Written Compatible(string endpoint) => new Written().Key("Models:m:Provider", "openai-compatible").Key("Models:m:Endpoint", endpoint);
}
