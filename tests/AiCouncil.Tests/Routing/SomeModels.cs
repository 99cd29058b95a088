using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Routing;

/// <summary>Models and questions for routing tests.</summary>
internal static class SomeModels
{
    public static readonly ModelInfo[] Market =
    [
        Model("gpt-small", "openai", 0.72, 0.3m, "gpt"), Model("gpt-big", "openai", 0.88, 5m, "gpt"),
        Model("claude-small", "anthropic", 0.74, 1m, "claude"), Model("claude-big", "anthropic", 0.90, 10m, "claude"),
        Model("gem-small", "google", 0.70, 0.1m, "gemini"), Model("gem-big", "google", 0.84, 4m, "gemini"),
        Model("mistral-big", "mistral", 0.83, 3m, "mistral"),
    ];

    public static ModelInfo Model(string name, string vendor, double quality, decimal? price, string? family = null) => new(
        name, vendor, vendor, family ?? name, quality, price is { } known ? new TokenPrice(known, known * 4) : null, 128_000, [], "default", false);

    public static RoutingQuestion Question(ExecutionMode mode, IReadOnlyList<ModelInfo> models) =>
        new(mode, TaskType.Reasoning, AnswerType.Number, RiskLevel.Low, 100, models, ModelsAreExplicit: false);

    /// <summary>"a,b | c": waves apart.</summary>
    public static string Shape(Route route) => string.Join(" | ", route.Waves.Select(wave => string.Join(',', wave)));

    public static List<string> Members(Route route) => [.. route.Waves.SelectMany(wave => wave)];

    public static List<string> Everyone(Route route) => [.. Members(route), .. route.Reserves];
}
