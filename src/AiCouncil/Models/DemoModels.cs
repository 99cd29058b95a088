namespace AiCouncil.Models;

/// <summary>
/// What answers when nothing is configured and nothing was found: five simulated models of three made-up vendors. They cost
/// nothing, and every answer says that it is simulated.
/// </summary>
internal static class DemoModels
{
    public static IReadOnlyList<ModelOptions> All { get; } =
    [
        Model("demo-amber", "amberworks", 0.55, 250, 900, 1),
        Model("demo-birch", "birchlab", 0.58, 300, 1000, 2),
        Model("demo-cedar", "birchlab", 0.74, 500, 1600, 3),
        Model("demo-dune", "dunesoft", 0.78, 600, 1800, 4),
        Model("demo-elm", "amberworks", 0.82, 700, 2000, 5),
    ];

    private static ModelOptions Model(string name, string vendor, double quality, int median, int slowest, int seed) => new()
    {
        Name = name,
        Provider = SimulatedProvider.Word,
        Vendor = vendor,
        Family = name,
        Quality = quality,
        ContextWindow = 128_000,
        Deployments =
        [
            new DeploymentSettings
            {
                Path = $"Council:Models:{name}",
                ModelName = name,
                Name = name,
                Provider = SimulatedProvider.Word,
                Model = name,
                Extra = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Latency:P50"] = Text(median),
                    ["Latency:P99"] = Text(slowest),
                    ["Accuracy"] = "0.85",
                    ["Seed"] = Text(seed),
                },
            },
        ],
    };

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
