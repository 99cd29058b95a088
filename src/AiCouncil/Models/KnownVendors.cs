namespace AiCouncil.Models;

/// <summary>A vendor with well-known environment variables. Its key goes to its own hosts and to its base address, nowhere else.</summary>
/// <param name="Prefix">Of the variables: <c>OPENAI</c> for OPENAI_API_KEY and OPENAI_BASE_URL.</param>
/// <param name="Hosts">Hosts of the vendor; a host below one of them is the vendor's too.</param>
internal sealed record KnownVendor(string Prefix, string Name, Uri DefaultEndpoint, IReadOnlyList<string> Hosts)
{
    public string KeyVariable => Prefix + "_API_KEY";

    public string BaseUrlVariable => Prefix + "_BASE_URL";

    /// <summary>Where the vendor is reached: its base address from the environment, else its own.</summary>
    /// <param name="variable">Environment variables, null when unset or empty.</param>
    public Uri Base(Func<string, string?> variable) => Override(variable) ?? DefaultEndpoint;

    /// <summary>The base address from the environment, null when unset or not an address.</summary>
    public Uri? Override(Func<string, string?> variable) =>
        Uri.TryCreate(variable(BaseUrlVariable), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri : null;

    /// <summary>Whether the endpoint may see the vendor's well-known key.</summary>
    public bool Owns(Uri endpoint, Func<string, string?> variable) =>
        (endpoint.Scheme == Uri.UriSchemeHttps && endpoint.IsDefaultPort && Hosts.Any(host => IsWithin(endpoint.Host, host)))
        || (Override(variable) is { } own && SameServer(own, endpoint) && IsBelow(own, endpoint));

    private static bool IsWithin(string host, string vendor) =>
        host.Equals(vendor, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + vendor, StringComparison.OrdinalIgnoreCase);

    private static bool SameServer(Uri left, Uri right) =>
        Uri.Compare(left, right, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Other paths of a shared gateway may be other people's.</summary>
    private static bool IsBelow(Uri own, Uri endpoint) =>
        (endpoint.AbsolutePath.TrimEnd('/') + "/").StartsWith(own.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);
}

/// <summary>The vendors whose variables the council knows.</summary>
internal static class KnownVendors
{
    public static KnownVendor OpenAi { get; } = Of("OPENAI", "openai", "https://api.openai.com/v1", "api.openai.com");

    /// <summary>Known so that its key is never sent elsewhere; its API is not in this version.</summary>
    public static KnownVendor Anthropic { get; } = Of("ANTHROPIC", "anthropic", "https://api.anthropic.com/v1", "api.anthropic.com");

    public static KnownVendor Gemini { get; } =
        Of("GEMINI", "google", "https://generativelanguage.googleapis.com/v1beta/openai", "generativelanguage.googleapis.com");

    public static KnownVendor OpenRouter { get; } = Of("OPENROUTER", "openrouter", "https://openrouter.ai/api/v1", "openrouter.ai");

    public static KnownVendor Mistral { get; } = Of("MISTRAL", "mistral", "https://api.mistral.ai/v1", "api.mistral.ai");

    public static KnownVendor Groq { get; } = Of("GROQ", "groq", "https://api.groq.com/openai/v1", "api.groq.com");

    public static KnownVendor Xai { get; } = Of("XAI", "xai", "https://api.x.ai/v1", "api.x.ai");

    public static KnownVendor DeepSeek { get; } = Of("DEEPSEEK", "deepseek", "https://api.deepseek.com/v1", "api.deepseek.com");

    public static IReadOnlyList<KnownVendor> All { get; } = [OpenAi, Anthropic, Gemini, OpenRouter, Mistral, Groq, Xai, DeepSeek];

    public static KnownVendor? OfKeyVariable(string variable) =>
        All.FirstOrDefault(vendor => vendor.KeyVariable.Equals(variable, StringComparison.OrdinalIgnoreCase));

    private static KnownVendor Of(string prefix, string name, string endpoint, string host) => new(prefix, name, new Uri(endpoint), [host]);
}
