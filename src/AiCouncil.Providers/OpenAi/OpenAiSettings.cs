using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>Where a deployment's endpoint is, and what is wrong with its settings; a key is never repeated.</summary>
internal static class OpenAiSettings
{
    /// <summary>Lets a key travel over plain http to another machine; default false.</summary>
    public const string AllowPlainHttp = "AllowPlainHttp";

    /// <summary>Asks for the token usage of streams; default true. False for a server that refuses <c>stream_options</c>.</summary>
    public const string StreamUsage = "StreamUsage";

    private static readonly Uri OpenAiEndpoint = new("https://api.openai.com/v1");
    private static readonly Uri OllamaEndpoint = new("http://127.0.0.1:11434/v1");

    /// <summary>Null where one has to be configured.</summary>
    public static Uri? EndpointOf(DeploymentSettings deployment) => deployment.Endpoint ?? deployment.Provider switch
    {
        OpenAiProvider.OpenAi => OpenAiEndpoint,
        OpenAiProvider.Ollama => OllamaEndpoint,
        _ => null,
    };

    /// <summary>Null where it is not given or is neither true nor false.</summary>
    public static bool? FlagOf(DeploymentSettings deployment, string name) =>
        deployment.Extra.TryGetValue(name, out var text) && bool.TryParse(text, out var flag) ? flag : null;

    public static IEnumerable<string> Faults(DeploymentSettings deployment)
    {
        if (string.IsNullOrWhiteSpace(deployment.Model))
        {
            yield return $"{deployment.Path}:Model is empty; give the provider's own name of the model.";
        }

        if (EndpointFault(deployment) is { } endpoint)
        {
            yield return endpoint;
        }

        if (KeyFault(deployment) is { } key)
        {
            yield return key;
        }

        foreach (var flag in new[] { AllowPlainHttp, StreamUsage })
        {
            if (deployment.Extra.ContainsKey(flag) && FlagOf(deployment, flag) is null)
            {
                yield return $"{deployment.Path}:{flag} must be true or false.";
            }
        }
    }

    private static string? EndpointFault(DeploymentSettings deployment) => EndpointOf(deployment) switch
    {
        null => $"{deployment.Path}:Endpoint is missing; '{deployment.Provider}' needs the server's base address, "
            + "http://127.0.0.1:8000/v1 for example.",
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } =>
            $"{deployment.Path}:Endpoint must be an absolute http or https address, https://api.example.com/v1 for example.",
        { UserInfo.Length: > 0 } =>
            $"{deployment.Path}:Endpoint holds a user name or password; give the key as {deployment.Path}:ApiKeyEnv instead.",
        { Query.Length: > 0 } or { Fragment.Length: > 0 } =>
            $"{deployment.Path}:Endpoint must end with its path, without '?' or '#': /chat/completions is added to it.",
        { Scheme: "http", IsLoopback: false } when deployment.ApiKey is not null && FlagOf(deployment, AllowPlainHttp) is not true =>
            $"{deployment.Path}:Endpoint would send the key over plain http to another machine; use https, "
            + $"or set {deployment.Path}:{AllowPlainHttp}=true where the network is trusted.",
        _ => null,
    };

    private static string? KeyFault(DeploymentSettings deployment) => deployment switch
    {
        { Called: true, ApiKey: null, Provider: OpenAiProvider.OpenAi } when EndpointOf(deployment) == OpenAiEndpoint =>
            $"OpenAI needs a key: set {deployment.Path}:ApiKey or :ApiKeyEnv.",
        { ApiKey: { } key } when key.Length == 0 || key.Any(it => it is <= ' ' or > '~') =>
            $"{deployment.Path}:ApiKey is empty or holds a character that no key has, a space or a line break perhaps; "
            + "give the key alone.",
        _ => null,
    };
}
