using AiCouncil.Models;

namespace AiCouncil.Dispatch;

/// <summary>
/// Where each model's prompts go: the providers and hosts of its deployments. A request that another process takes up goes nowhere
/// that its caller's configuration did not name.
/// </summary>
internal sealed class ModelPlaces(IModelCatalogue catalogue)
{
    /// <summary>Of the named models, or of all that could be asked where none is named.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlyList<string> models) =>
        (models.Count > 0 ? models : [.. catalogue.Models.Select(model => model.Name)]).Distinct().ToDictionary(name => name, Of);

    /// <summary>Those of the needed models that would go elsewhere here than where the request was accepted; in words. A row of a version that kept no places knows none.</summary>
    public IEnumerable<string> Elsewhere(IReadOnlyDictionary<string, IReadOnlyList<string>> accepted, IEnumerable<string> needed) =>
        from name in needed.Distinct()
        where accepted.TryGetValue(name, out var places) && Of(name).Except(places).Any()
        select $"the model '{name}' at {string.Join(", ", accepted[name])}";

    /// <summary>"openai api.openai.com"; a model in this process has a provider alone.</summary>
    private IReadOnlyList<string> Of(string model) =>
        [.. catalogue.DeploymentsOf(model).Select(it => $"{it.Settings.Provider} {it.Settings.Endpoint?.Host}".TrimEnd()).Distinct().Order(StringComparer.Ordinal)];
}
