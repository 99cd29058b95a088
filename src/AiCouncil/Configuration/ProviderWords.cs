using AiCouncil.Models;

namespace AiCouncil.Configuration;

/// <summary>The words of the key <c>Provider</c>.</summary>
internal static class ProviderWords
{
    public const string OpenAi = "openai";
    public const string OpenAiCompatible = "openai-compatible";

    /// <summary>Words whose keys stand in the key table.</summary>
    public static IReadOnlyList<string> Known { get; } = [OpenAi, OpenAiCompatible, SimulatedProvider.Word, RecordedProvider.Word];

    private static readonly Dictionary<string, string> Later = new(StringComparer.OrdinalIgnoreCase)
    {
        ["azure-openai"] = "",
        ["anthropic"] = "",
        ["gemini"] = $"; use {OpenAiCompatible} with Endpoint https://generativelanguage.googleapis.com/v1beta/openai",
        ["ollama"] = $"; use {OpenAiCompatible} with Endpoint http://127.0.0.1:11434/v1",
    };

    public static IModelProvider? Serving(IEnumerable<IModelProvider> providers, string word) =>
        providers.FirstOrDefault(provider => provider.Names.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>Why no provider serves the word.</summary>
    public static string Refuse(string word) =>
        Later.TryGetValue(word, out var instead) ? $"\"{word}\" is not in this version{instead}."
        : Known.Contains(word, StringComparer.OrdinalIgnoreCase)
            ? $"\"{word}\" is served by the package AiCouncil.Providers; call AddProviders() where the council is put together."
        : $"\"{word}\" is unknown{Spelling.Hint(word, Known)}";
}
