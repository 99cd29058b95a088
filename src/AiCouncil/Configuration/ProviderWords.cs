using AiCouncil.Models;

namespace AiCouncil.Configuration;

/// <summary>The words of the key <c>Provider</c>.</summary>
internal static class ProviderWords
{
    public const string OpenAi = "openai";
    public const string OpenAiCompatible = "openai-compatible";

    public const string Ollama = "ollama";

    /// <summary>Words of endpoints that speak OpenAI's API.</summary>
    public static IReadOnlyList<string> OverHttp { get; } = [OpenAi, OpenAiCompatible, Ollama];

    /// <summary>Words whose keys stand in the key table.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. OverHttp, SimulatedProvider.Word, RecordedProvider.Word];

    /// <summary>Where an Ollama listens unless it was told otherwise.</summary>
    public static Uri OllamaEndpoint { get; } = new("http://127.0.0.1:11434/v1");

    private static readonly Dictionary<string, string> Later = new(StringComparer.OrdinalIgnoreCase)
    {
        ["azure-openai"] = "",
        ["anthropic"] = "",
        ["gemini"] = $"; use {OpenAiCompatible} with Endpoint https://generativelanguage.googleapis.com/v1beta/openai",
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
