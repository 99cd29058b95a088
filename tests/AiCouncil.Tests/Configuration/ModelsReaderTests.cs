using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class ModelsReaderTests
{
    [Fact]
    public void A_single_deployment_is_written_directly_under_the_model()
    {
        var model = new Written()
            .Key("Models:mine:Provider", "openai-compatible").Key("Models:mine:Endpoint", "http://127.0.0.1:8000/v1").Key("Models:mine:Model", "qwen3:8b")
            .Key("Models:mine:Family", "Qwen").Key("Models:mine:Vendor", "Alibaba").Key("Models:mine:Quality", "0.7").Key("Models:mine:InputPrice", "0").Key("Models:mine:OutputPrice", "1.5")
            .Key("Models:mine:ContextWindow", "4096").Key("Models:mine:Tasks", "reasoning, code_generation").Key("Models:mine:MaxConcurrency", "4")
            .Key("Models:mine:Weight", "0.5").Key("Models:mine:Pool", "gpu").Key("Call:TimeoutSeconds", "9")
            .Fine().Models["mine"];

        Assert.Equal(("mine", "openai-compatible", "qwen", "alibaba", 0.7, 4096), (model.Name, model.Provider, model.Family, model.Vendor, model.Quality, model.ContextWindow));
        Assert.Equal((0m, 1.5m), (model.InputPrice, model.OutputPrice));
        Assert.Equal([TaskType.Reasoning, TaskType.CodeGeneration], model.Tasks);
        var deployment = Assert.Single(model.Deployments);
        Assert.Equal(("Council:Models:mine", "mine", "mine", "qwen3:8b"), (deployment.Path, deployment.ModelName, deployment.Name, deployment.Model));
        Assert.Equal((4, 0.5, "gpu", 9.0), (deployment.MaxConcurrency, deployment.Weight, deployment.Pool, deployment.CallTimeout.TotalSeconds));
        Assert.Null(deployment.ApiKey);
        Assert.Empty(deployment.Extra);
    }

    [Fact]
    public void Deployments_inherit_what_the_model_says_and_override_it()
    {
        var deployments = new Written()
            .Key("Models:m:Provider", "simulated").Key("Models:m:Weight", "2").Key("Models:m:Latency:P50", "10").Key("Models:m:Latency:P99", "20")
            .Key("Models:m:Deployments:a:Weight", "3").Key("Models:m:Deployments:b:Latency:P50", "15")
            .Key("Models:m:Deployments:c:Provider", "openai-compatible").Key("Models:m:Deployments:c:Endpoint", "http://[::1]:1/v1").Key("Models:m:Deployments:c:Model", "other")
            .Fine().Models["m"].Deployments;

        Assert.Equal(["m/a", "m/b", "m/c"], deployments.Select(it => it.Name));
        Assert.Equal([3.0, 2.0, 2.0], deployments.Select(it => it.Weight));
        Assert.Equal(("10", "15"), (deployments[0].Extra["latency:p50"], deployments[1].Extra["Latency:P50"]));
        Assert.Equal(("openai-compatible", "other"), (deployments[2].Provider, deployments[2].Model));
        Assert.Empty(deployments[2].Extra);
    }

    [Theory]
    [InlineData("Models:m:Weight", "NaN")]
    [InlineData("Models:m:Weight", "-1")]
    [InlineData("Models:m:Quality", "1.1")]
    [InlineData("Models:m:InputPrice", "-0.1")]
    [InlineData("Models:m:OutputPrice", "NaN")]
    [InlineData("Models:m:ContextWindow", "0")]
    [InlineData("Models:m:MaxConcurrency", "0")]
    [InlineData("Models:m:Tasks", "cooking")]
    [InlineData("Models:m:Pool", "a b")]
    [InlineData("Models:m:Endpoint", "ftp://host/")]
    [InlineData("Models:m:Endpoint", "http://user:secret@host/")]
    [InlineData("Models:m:Endpoint", "host:80")]
    [InlineData("Models:m:Provider", "simulatd")]
    [InlineData("Models:m:File", "x.jsonl")]
    [InlineData("Models:m:Accuracy", "2")]
    [InlineData("Models:m:Latency:P99", "5")]
    public void A_wrong_value_is_refused_with_its_key(string key, string value)
    {
        var written = new Written().Key("Models:m:Provider", "simulated").Key("Models:m:InputPrice", "1").Key("Models:m:OutputPrice", "1").Key(key, value);

        var error = written.OnlyError();

        Assert.StartsWith($"Council:{key}: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("auto")]
    [InlineData("council-fast")]
    public void A_name_that_would_be_ambiguous_is_refused(string name) =>
        Assert.StartsWith($"Council:Models:{name}: ", new Written().Key($"Models:{name}:Provider", "simulated").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_price_is_a_pair() =>
        Assert.StartsWith("Council:Models:m:OutputPrice: is missing",
            new Written().Key("Models:m:Provider", "simulated").Key("Models:m:InputPrice", "1").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_model_without_a_provider_is_refused() =>
        Assert.StartsWith("Council:Models:m:Provider: is missing", new Written().Key("Models:m:Family", "x").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void Two_deployments_never_share_a_name() =>
        Assert.Contains("a second deployment is called a/b",
            new Written().Key("Models:a:Provider", "simulated").Key("Models:a:Deployments:b:Weight", "1").Key("Models:a/b:Provider", "simulated").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_model_lives_in_one_pool() =>
        Assert.Contains("are in different pools",
            new Written().Key("Models:a:Provider", "simulated").Key("Models:a:Deployments:b:Pool", "x").Key("Models:a:Deployments:c:Pool", "y").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_model_added_in_code_keeps_its_name_and_can_be_on_the_panel()
    {
        var written = new Written().Key("Models:mine:Provider", "simulated").Key("Panel", "mine, other");

        Assert.Empty(written.Read("other").Errors);
        Assert.Contains(written.Read("mine", "other").Errors, error => error.Contains("added in code", StringComparison.Ordinal));
    }

    [Fact]
    public void A_panel_names_its_likely_meaning() =>
        Assert.Contains("did you mean mistral?", new Written().Key("Models:mistral:Provider", "simulated").Key("Panel", "mistrall").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_provider_from_outside_brings_its_own_keys()
    {
        var written = new Written().Key("Models:m:Provider", "mine").Key("Models:m:Dial:Tone", "a");

        Assert.Equal("a", written.Provider(new AnyProvider("mine")).Fine().Models["m"].Deployments[0].Extra["Dial:Tone"]);
    }

    [Fact]
    public void A_known_provider_that_is_not_there_says_how_to_add_it() =>
        Assert.Contains("is served by", new Written().Key("Models:m:Provider", "recorded").OnlyError(), StringComparison.Ordinal);
}
