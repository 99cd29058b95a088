namespace AiCouncil.Models;

/// <summary>What is known about a public model.</summary>
/// <param name="Vendor">Who made it.</param>
/// <param name="Quality">Prior in 0..1, a rough order from public benchmarks until the council's own results correct it.</param>
/// <param name="Price">Its maker's list price; null for open models, whose hosts set their own.</param>
internal sealed record KnownModel(string Name, string Vendor, string Family, double Quality, TokenPrice? Price, int ContextWindow);

/// <summary>Well-known models, so that a provider and a key suffice. Prices are USD per million tokens, list, without discounts.</summary>
internal static class KnownModels
{
    /// <summary>When prices were last looked at; a configured price always wins.</summary>
    public const string AsOf = "2025-11";

    public static IReadOnlyList<KnownModel> All { get; } =
    [
        Of("gpt-5.1", "openai", "gpt-5", 0.91, 1.25m, 10m, 400_000),
        Of("gpt-5", "openai", "gpt-5", 0.90, 1.25m, 10m, 400_000),
        Of("gpt-5-mini", "openai", "gpt-5", 0.82, 0.25m, 2m, 400_000),
        Of("gpt-5-nano", "openai", "gpt-5", 0.70, 0.05m, 0.40m, 400_000),
        Of("gpt-4.1", "openai", "gpt-4.1", 0.80, 2m, 8m, 1_047_576),
        Of("gpt-4.1-mini", "openai", "gpt-4.1", 0.72, 0.40m, 1.60m, 1_047_576),
        Of("gpt-4.1-nano", "openai", "gpt-4.1", 0.60, 0.10m, 0.40m, 1_047_576),
        Of("gpt-4o", "openai", "gpt-4o", 0.74, 2.50m, 10m, 128_000),
        Of("gpt-4o-mini", "openai", "gpt-4o", 0.62, 0.15m, 0.60m, 128_000),
        Of("o1-mini", "openai", "o-series", 0.82, 1.10m, 4.40m, 128_000),
        Of("o3-mini", "openai", "o-series", 0.82, 1.10m, 4.40m, 200_000),
        Of("o4-mini", "openai", "o-series", 0.84, 1.10m, 4.40m, 200_000),
        Of("gpt-oss-120b", "openai", "gpt-oss", 0.78, 131_072),
        Of("gpt-oss-20b", "openai", "gpt-oss", 0.68, 131_072),
        Of("claude-opus-4-5", "anthropic", "claude", 0.93, 5m, 25m, 200_000),
        Of("claude-sonnet-4-5", "anthropic", "claude", 0.90, 3m, 15m, 200_000),
        Of("claude-haiku-4-5", "anthropic", "claude", 0.80, 1m, 5m, 200_000),
        Of("claude-3-5-sonnet", "anthropic", "claude", 0.78, 3m, 15m, 200_000),
        Of("claude-3-5-haiku", "anthropic", "claude", 0.66, 0.80m, 4m, 200_000),
        Of("gemini-3-pro-preview", "google", "gemini", 0.93, 2m, 12m, 1_048_576),
        Of("gemini-2.5-pro", "google", "gemini", 0.89, 1.25m, 10m, 1_048_576),
        Of("gemini-2.5-flash", "google", "gemini", 0.80, 0.30m, 2.50m, 1_048_576),
        Of("gemini-2.5-flash-lite", "google", "gemini", 0.70, 0.10m, 0.40m, 1_048_576),
        Of("gemini-2.0-flash", "google", "gemini", 0.70, 0.10m, 0.40m, 1_048_576),
        Of("gemini-1.5-pro", "google", "gemini", 0.72, 1.25m, 5m, 2_097_152),
        Of("gemini-1.5-flash", "google", "gemini", 0.62, 0.075m, 0.30m, 1_048_576),
        Of("mistral-large", "mistral", "mistral", 0.76, 2m, 6m, 131_072),
        Of("mistral-medium", "mistral", "mistral", 0.78, 0.40m, 2m, 131_072),
        Of("mistral-small", "mistral", "mistral", 0.64, 0.10m, 0.30m, 131_072),
        Of("ministral-8b", "mistral", "mistral", 0.52, 0.10m, 0.10m, 131_072),
        Of("codestral", "mistral", "mistral", 0.68, 0.30m, 0.90m, 256_000),
        Of("grok-4", "xai", "grok", 0.88, 3m, 15m, 256_000),
        Of("grok-4-fast", "xai", "grok", 0.81, 0.20m, 0.50m, 2_000_000),
        Of("grok-4-fast-reasoning", "xai", "grok", 0.84, 0.20m, 0.50m, 2_000_000),
        Of("grok-4-fast-non-reasoning", "xai", "grok", 0.78, 0.20m, 0.50m, 2_000_000),
        Of("grok-3", "xai", "grok", 0.79, 3m, 15m, 131_072),
        Of("grok-3-mini", "xai", "grok", 0.78, 0.30m, 0.50m, 131_072),
        Of("deepseek-chat", "deepseek", "deepseek", 0.80, 0.28m, 0.42m, 128_000),
        Of("deepseek-reasoner", "deepseek", "deepseek", 0.86, 0.28m, 0.42m, 128_000),
        Of("llama-3.3-70b", "meta", "llama", 0.70, 131_072),
        Of("llama-3.1-405b", "meta", "llama", 0.74, 131_072),
        Of("llama-3.1-70b", "meta", "llama", 0.66, 131_072),
        Of("llama-3.1-8b", "meta", "llama", 0.48, 131_072),
        Of("llama3.3", "meta", "llama", 0.70, 131_072),
        Of("llama3.2", "meta", "llama", 0.42, 131_072),
        Of("llama3.1", "meta", "llama", 0.48, 131_072),
        Of("qwen3", "alibaba", "qwen", 0.66, 40_960),
        Of("qwen2.5", "alibaba", "qwen", 0.58, 32_768),
        Of("gemma3", "google", "gemma", 0.56, 131_072),
        Of("phi4", "microsoft", "phi", 0.62, 16_384),
    ];

    private static readonly (string Start, string Vendor)[] Makers =
    [
        ("gpt", "openai"), ("chatgpt", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("claude", "anthropic"),
        ("gemini", "google"), ("gemma", "google"), ("llama", "meta"), ("mistral", "mistral"), ("mixtral", "mistral"),
        ("ministral", "mistral"), ("codestral", "mistral"), ("magistral", "mistral"), ("grok", "xai"), ("deepseek", "deepseek"),
        ("qwen", "alibaba"), ("qwq", "alibaba"), ("command", "cohere"), ("phi", "microsoft"), ("kimi", "moonshot"), ("glm", "zhipu"),
    ];

    /// <summary>By the provider's own name: a maker's prefix, an Ollama tag, a date or "latest" at the end do not matter.</summary>
    public static KnownModel? Find(string model)
    {
        var bare = Bare(model);
        return All.Where(known => bare.Equals(known.Name, StringComparison.Ordinal) || IsVersionOf(bare, known.Name)).MaxBy(known => known.Name.Length);
    }

    /// <summary>Who made a model that is not in the table, judged by its name; null when the name says nothing.</summary>
    public static string? MakerOf(string model)
    {
        var bare = Bare(model);
        return Find(model)?.Vendor
            ?? Makers.Where(maker => bare.StartsWith(maker.Start, StringComparison.Ordinal)).Select(maker => maker.Vendor).FirstOrDefault();
    }

    private static string Bare(string model)
    {
        var end = model.AsSpan(model.LastIndexOf('/') + 1);
        var tag = end.IndexOfAny(':', '@');
        var bare = (tag > 0 ? end[..tag] : end).ToString().ToLowerInvariant().Replace("3_", "3.", StringComparison.Ordinal);
        return bare.StartsWith("meta-llama", StringComparison.Ordinal) ? bare["meta-".Length..] : bare;
    }

    private static bool IsVersionOf(string model, string known)
    {
        if (!model.StartsWith(known + "-", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = model.AsSpan(known.Length + 1);
        return char.IsAsciiDigit(rest.Length > 0 ? rest[0] : '-') || rest is "latest" or "instruct" or "versatile" or "instant" || rest.StartsWith("preview");
    }

    private static KnownModel Of(string name, string vendor, string family, double quality, decimal input, decimal output, int window) =>
        new(name, vendor, family, quality, new TokenPrice(input, output), window);

    private static KnownModel Of(string name, string vendor, string family, double quality, int window) => new(name, vendor, family, quality, null, window);
}
