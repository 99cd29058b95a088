using AiCouncil.Configuration;
using AiCouncil.Models;

namespace AiCouncil.Dispatch;

/// <summary>What a catalogue says about pools.</summary>
internal static class Pools
{
    /// <summary>Those that models name, in the catalogue's order.</summary>
    public static IReadOnlyList<string> Of(IModelCatalogue catalogue) =>
        [.. catalogue.Models.SelectMany(model => catalogue.DeploymentsOf(model.Name)).Select(it => it.Settings.Pool).Distinct(StringComparer.Ordinal)];

    /// <summary>The configured pools, else all that models name, with the slots split evenly and none left without.</summary>
    public static IReadOnlyDictionary<string, int> Served(WorkerOptions workers, IModelCatalogue catalogue) =>
        workers.Pools.Count > 0 ? workers.Pools : WorkerPools.Evenly(Of(catalogue), workers.Slots);

    /// <summary>How many calls of each model may run at once, for models of the pool whose deployments are all bounded.</summary>
    public static IReadOnlyDictionary<string, int> Bounds(IModelCatalogue catalogue, string pool) => catalogue.Models
        .Where(model => model.Pool == pool)
        .Select(model => (model.Name, Deployments: catalogue.DeploymentsOf(model.Name)))
        .Where(model => model.Deployments.All(it => it.Settings.MaxConcurrency is not null))
        .ToDictionary(model => model.Name, model => model.Deployments.Sum(it => it.Settings.MaxConcurrency!.Value));
}
