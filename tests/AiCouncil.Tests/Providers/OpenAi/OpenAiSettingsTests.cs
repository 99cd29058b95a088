using AiCouncil.Models;
using AiCouncil.Providers.OpenAi;
using Xunit;

namespace AiCouncil.Tests.Providers.OpenAi;

public sealed class OpenAiSettingsTests
{
    private const string Secret = "sk-secret-1234567890";

    [Theory]
    [InlineData("openai", null, Secret)]
    [InlineData("openai", "http://127.0.0.1:9000/v1", null)]
    [InlineData("openai-compatible", "http://localhost:8000/v1", Secret)]
    [InlineData("openai-compatible", "http://models.internal:8000/v1", null)]
    [InlineData("openai-compatible", "https://api.example.com/v1", Secret)]
    [InlineData("ollama", null, null)]
    public void Settings_that_work_have_no_fault(string provider, string? endpoint, string? key) =>
        Assert.Empty(Faults(provider, endpoint, key));

    [Theory]
    [InlineData("openai", null, null, "Council:Models:m:ApiKey or :ApiKeyEnv")]
    [InlineData("openai-compatible", null, null, "Council:Models:m:Endpoint is missing")]
    [InlineData("openai-compatible", "ftp://example.com", null, "Council:Models:m:Endpoint must be an absolute http or https")]
    [InlineData("openai-compatible", "relative/v1", null, "Council:Models:m:Endpoint must be an absolute http or https")]
    [InlineData("openai-compatible", "https://me:sk-secret-1234567890@example.com/v1", null, "Council:Models:m:Endpoint holds a user name")]
    [InlineData("openai-compatible", "https://example.com/v1?key=sk-secret-1234567890", null, "Council:Models:m:Endpoint must end with its path")]
    [InlineData("openai-compatible", "http://models.internal:8000/v1", Secret, "Council:Models:m:AllowPlainHttp=true")]
    [InlineData("openai", null, Secret + "\n", "Council:Models:m:ApiKey is empty or holds")]
    [InlineData("openai", null, "", "Council:Models:m:ApiKey is empty or holds")]
    public void A_fault_names_the_key_path_and_the_fix_and_never_a_secret(string provider, string? endpoint, string? key, string said)
    {
        var fault = Assert.Single(Faults(provider, endpoint, key));

        Assert.Contains(said, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_with_a_key_can_be_allowed() =>
        Assert.Empty(Faults("openai-compatible", "http://models.internal/v1", Secret, ("AllowPlainHttp", "true")));

    [Theory]
    [InlineData("AllowPlainHttp")]
    [InlineData("StreamUsage")]
    public void A_flag_is_true_or_false(string flag) =>
        Assert.Equal([$"Council:Models:m:{flag} must be true or false."], Faults("ollama", null, null, (flag, "perhaps")));

    [Fact]
    public void Ollama_is_asked_on_its_own_port() =>
        Assert.Equal(new Uri("http://127.0.0.1:11434/v1"), OpenAiSettings.EndpointOf(Settings("ollama", null, null)));

    private static List<string> Faults(string provider, string? endpoint, string? key, params (string Key, string Value)[] extra) =>
        [.. OpenAiSettings.Faults(Settings(provider, endpoint, key) with { Extra = extra.ToDictionary(it => it.Key, it => it.Value) })];

    private static DeploymentSettings Settings(string provider, string? endpoint, string? key) => new()
    {
        Path = "Council:Models:m",
        ModelName = "m",
        Name = "m",
        Provider = provider,
        Model = "vendor-model",
        Endpoint = endpoint is null ? null : new Uri(endpoint, UriKind.RelativeOrAbsolute),
        ApiKey = key,
    };
}
