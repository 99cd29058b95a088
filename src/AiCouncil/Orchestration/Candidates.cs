using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Orchestration;

/// <summary>The models that a request may use.</summary>
internal static class Candidates
{
    public static IReadOnlyList<ModelInfo> For(RequestSpec spec, IModelCatalogue catalogue, AdvanceSettings settings)
    {
        var named = spec.Models.Count > 0 ? spec.Models : UsesPanel(spec, settings) ? settings.Panel : [];
        return [.. catalogue.Models.Where(model => (named.Count == 0 || named.Contains(model.Name)) && !Budget.Excludes(spec, model))];
    }

    private static bool UsesPanel(RequestSpec spec, AdvanceSettings settings) =>
        settings.Panel.Count > 0 && spec.Mode is ExecutionMode.Balanced or ExecutionMode.BestQuality;
}
