using AiCouncil.Analysis;
using AiCouncil.Arbitration;
using AiCouncil.Decomposition;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Routing;
using AiCouncil.Synthesis;

namespace AiCouncil.Tests.Orchestration;

/// <summary>The real thinking rooms, and models that exist only as rows of a catalogue.</summary>
internal sealed class SomeCouncil(params ModelInfo[] models) : IModelCatalogue
{
    /// <summary>Two cheap and three strong models, each of a vendor of its own. The ladder is cheap-a, cheap-b, strong-d, strong-c.</summary>
    public static readonly ModelInfo[] Market =
    [
        Model("cheap-a", 0.70, 0.1m), Model("cheap-b", 0.72, 0.2m),
        Model("strong-c", 0.84, 3m), Model("strong-d", 0.95, 5m), Model("strong-e", 0.82, 4m),
    ];

    public static ThinkingRooms Rooms { get; } = new(
        new CouncilRouter(), new JsonPlanReader(), new PluralityArbiter(), new PromptSynthesizer(), new CharacterSizeEstimator());

    public static IRequestAnalyzer Analyzer { get; } = new HeuristicAnalyzer();

    public IReadOnlyList<ModelInfo> Models => models;

    /// <param name="price">USD per million input tokens; output costs four times that.</param>
    public static ModelInfo Model(string name, double quality, decimal? price) => new(
        name, "test", name, name, quality, price is { } known ? new TokenPrice(known, known * 4) : null, 128_000, [], "default", Simulated: false);

    public ModelInfo? Find(string name) => models.FirstOrDefault(model => model.Name == name);

    public IReadOnlyList<Deployment> DeploymentsOf(string model) => [];
}
