using AiCouncil.Models;

namespace AiCouncil.Providers.Discovery;

/// <summary>What a vendor's key alone gives: one cheap and one strong model.</summary>
/// <param name="Provider">The word of <c>Council:Models:…:Provider</c> that serves it; null when this version does not.</param>
internal sealed record VendorOffer(KnownVendor Vendor, string? Provider, IReadOnlyList<OfferedModel> Models);

/// <param name="Model">The vendor's own name of it.</param>
/// <param name="Maker">Who made it, where a vendor hosts models of others.</param>
/// <param name="Price">The vendor's list price.</param>
internal sealed record OfferedModel(string Model, string Maker, string Family, double Quality, TokenPrice Price, int ContextWindow);

/// <summary>
/// The vendors whose key in the environment suffices. Chosen so that an answer's length stays predictable: no model that
/// thinks at length by default is the cheap one.
/// </summary>
internal static class VendorTable
{
    /// <summary>When names and list prices were last looked at; a configured model overrides both.</summary>
    public const string AsOf = KnownModels.AsOf;

    private const string OpenAi = "openai";
    private const string Compatible = "openai-compatible";

    public static IReadOnlyList<VendorOffer> Offers { get; } =
    [
        new(KnownVendors.OpenAi, OpenAi, [Known("gpt-4.1-mini"), Known("gpt-5.1")]),
        new(KnownVendors.Anthropic, null, []),
        new(KnownVendors.Gemini, Compatible, [Known("gemini-2.5-flash-lite"), Known("gemini-2.5-pro")]),
        new(KnownVendors.OpenRouter, Compatible,
        [
            new("openai/gpt-4o-mini", "openai", "gpt-4o", 0.62, new TokenPrice(0.15m, 0.60m), 128_000),
            new("anthropic/claude-sonnet-4.5", "anthropic", "claude", 0.90, new TokenPrice(3m, 15m), 200_000),
        ]),
        new(KnownVendors.Mistral, Compatible, [Known("mistral-small-latest"), Known("mistral-medium-latest")]),
        new(KnownVendors.Groq, Compatible,
        [
            new("llama-3.1-8b-instant", "meta", "llama", 0.48, new TokenPrice(0.05m, 0.08m), 131_072),
            new("openai/gpt-oss-120b", "openai", "gpt-oss", 0.78, new TokenPrice(0.15m, 0.60m), 131_072),
        ]),
        new(KnownVendors.Xai, Compatible, [Known("grok-4-fast-non-reasoning"), Known("grok-4")]),
        new(KnownVendors.DeepSeek, Compatible, [Known("deepseek-chat"), Known("deepseek-reasoner")]),
    ];

    private static OfferedModel Known(string model) =>
        KnownModels.Find(model) is { Price: { } price } known
            ? new OfferedModel(model, known.Vendor, known.Family, known.Quality, price, known.ContextWindow)
            : throw new InvalidOperationException($"{model} is not in the table of known models");
}
