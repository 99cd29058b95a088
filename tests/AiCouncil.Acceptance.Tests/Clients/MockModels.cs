namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>The models of the tests: simulated ones of the council's own, and aimock's, one for each thing that can go wrong.</summary>
internal static class MockModels
{
    public const string Answer = "17 * 24 = 17 * 20 + 17 * 4 = 340 + 68 = 408.\nFINAL ANSWER: 408";

    /// <summary>Five that agree but for the last, of a family each.</summary>
    public static readonly IReadOnlyList<string> Panel = ["mock-a", "mock-b", "mock-c", "mock-d", "mock-e"];

    /// <summary>The same five with faults on half of their calls.</summary>
    public static readonly IReadOnlyList<string> Chaos = [.. Panel.Select(name => name.Replace("mock", "chaos", StringComparison.Ordinal))];

    private static readonly string[] Single =
        ["mock-plain", "mock-cut", "mock-late", "mock-500", "mock-garbage", "mock-429", "mock-gone", "mock-400", "mock-401", "mock-empty"];

    public static IReadOnlyList<object> Fixtures =>
    [
        .. Panel.Select(name => Says(name, name == "mock-e" ? "It is 398.\nFINAL ANSWER: 398" : Answer)),
        .. Chaos.Select(name => Says(name, Answer, new { dropRate = 0.15, malformedRate = 0.1, rateLimitRate = 0.15, disconnectRate = 0.15 })),
        Says("mock-plain", Answer),
        new { match = new { model = "mock-cut" }, response = new { content = Answer }, chunkSize = 8, truncateAfterChunks = 4, latency = 150 },
        Says("mock-late", Answer, new { latencyMs = 12_000 }),
        Says("mock-500", Answer, new { dropRate = 1 }),
        Says("mock-garbage", Answer, new { malformedRate = 1 }),
        Says("mock-429", Answer, new { rateLimitRate = 1 }),
        Says("mock-gone", Answer, new { disconnectRate = 1 }),
        Fails("mock-400", 400, "invalid_request_error"),
        Fails("mock-401", 401, "invalid_api_key"),
        Says("mock-empty", ""),
    ];

    /// <summary>The section Council:Models. Only the three plain simulated ones are free, so that a mode that takes the cheapest takes one of them.</summary>
    public static Dictionary<string, object> Configuration(Uri endpoint)
    {
        var models = new Dictionary<string, object>
        {
            ["sim-quick"] = new { Provider = "simulated", Family = "a" },
            ["sim-two"] = new { Provider = "simulated", Family = "b" },
            ["sim-three"] = new { Provider = "simulated", Family = "c" },
            ["sim-slow"] = new { Provider = "simulated", InputPrice = 0.1, OutputPrice = 0.1, Latency = new { P50 = 2_000, P99 = 2_000 } },
            ["sim-long"] = new { Provider = "simulated", InputPrice = 0.1, OutputPrice = 0.1, Latency = new { P50 = 40_000, P99 = 40_000 } },
            ["sim-fail"] = new { Provider = "simulated", InputPrice = 0.1, OutputPrice = 0.1, FailureRate = 1 },
        };
        foreach (var name in (string[])[.. Panel, .. Chaos, .. Single])
        {
            models[name] = new { Provider = "openai-compatible", Endpoint = endpoint, Model = name, Family = name, InputPrice = 0.1, OutputPrice = 0.1 };
        }

        return models;
    }

    private static object Says(string model, string content, object? chaos = null) => chaos is null
        ? new { match = new { model }, response = new { content }, chunkSize = 8 }
        : new { match = new { model }, response = new { content }, chunkSize = 8, chaos };

    private static object Fails(string model, int status, string type) =>
        new { match = new { model }, response = new { status, error = new { message = "no", type } } };
}
