using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>What the OpenAI surface calls a model: a mode of the council, or a configured model asked directly.</summary>
internal static class CouncilNames
{
    public static IReadOnlyDictionary<string, ExecutionMode> Modes { get; } = new Dictionary<string, ExecutionMode>
    {
        ["council-fast"] = ExecutionMode.Fast,
        ["council-balanced"] = ExecutionMode.Balanced,
        ["council-best-quality"] = ExecutionMode.BestQuality,
    };

    /// <summary>Mode and models of a name.</summary>
    /// <exception cref="ApiException">404 <c>model_not_found</c>.</exception>
    public static (ExecutionMode Mode, IReadOnlyList<string> Models) Resolve(string name, IModelCatalogue catalogue) =>
        Modes.TryGetValue(name, out var mode) ? (mode, [])
        : catalogue.Find(name) is { } model ? (ExecutionMode.Direct, [model.Name])
        : throw NotFound();

    public static ApiException NotFound() =>
        new(new ApiError(404, "model_not_found", "There is no model of this name; GET /v1/models lists them.", "model"));
}
