using System.Text.Json.Nodes;
using AiCouncil.Testing.Providers;

namespace AiCouncil.Acceptance.Tests;

/// <summary>The council.json files of these tests.</summary>
internal static class Configurations
{
    public static IReadOnlyList<string> Names { get; } = ["alpha", "beta", "gamma", "delta", "epsilon"];

    /// <summary>Five models of five vendors on one fake provider, alpha the cheapest and weakest, epsilon the dearest and best.</summary>
    public static JsonObject FiveModels(FakeModels provider, int callTimeoutSeconds = 30) => FiveModels(provider.Endpoint, callTimeoutSeconds);

    public static JsonObject FiveModels(Uri endpoint, int callTimeoutSeconds = 30)
    {
        var models = new JsonObject();
        foreach (var (name, rank) in Names.Select((name, index) => (name, index + 1)))
        {
            models[name] = new JsonObject
            {
                ["Provider"] = "openai-compatible",
                ["Endpoint"] = endpoint.ToString(),
                ["Vendor"] = $"{name}-works",
                ["Family"] = $"{name}-family",
                ["Quality"] = 0.70 + (0.04 * rank),
                ["InputPrice"] = rank,
                ["OutputPrice"] = rank * 2,
            };
        }

        return Council(models, callTimeoutSeconds);
    }

    /// <summary>One model that answers in the process, at once.</summary>
    public static JsonObject Simulated() => Council(new JsonObject { ["sim"] = new JsonObject { ["Provider"] = "simulated" } }, 30);

    private static JsonObject Council(JsonObject models, int callTimeoutSeconds) => new()
    {
        ["Council"] = new JsonObject
        {
            ["Lease"] = new JsonObject { ["Seconds"] = 3 },
            ["Call"] = new JsonObject { ["TimeoutSeconds"] = callTimeoutSeconds },
            ["Models"] = models,
        },
    };
}
