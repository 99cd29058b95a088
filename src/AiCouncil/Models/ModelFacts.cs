using AiCouncil.Configuration;

namespace AiCouncil.Models;

/// <summary>Completes a configured model with what is known about it. What the configuration says always wins.</summary>
internal static class ModelFacts
{
    public const double UnknownQuality = 0.5;
    public const int UnknownContextWindow = 32_768;

    public static ModelInfo Of(ModelOptions model)
    {
        var first = model.Deployments[0];
        var pretended = model.Provider == SimulatedProvider.Word;
        var known = pretended ? null : KnownModels.Find(first.Model);
        var family = model.Family ?? known?.Family ?? model.Name.ToLowerInvariant();
        return new ModelInfo(
            model.Name,
            model.Provider,
            model.Vendor ?? (pretended ? family : KnownModels.MakerOf(first.Model) ?? HostVendor(first) ?? family),
            family,
            model.Quality ?? known?.Quality ?? UnknownQuality,
            Price(model, known),
            model.ContextWindow ?? known?.ContextWindow ?? (pretended ? 128_000 : UnknownContextWindow),
            model.Tasks,
            first.Pool,
            model.Deployments.All(deployment => deployment.Provider == SimulatedProvider.Word));
    }

    /// <summary>A model without a price costs nothing where it never leaves this machine; else nobody knows.</summary>
    private static TokenPrice? Price(ModelOptions model, KnownModel? known)
    {
        if (model.InputPrice is { } input && model.OutputPrice is { } output)
        {
            return new TokenPrice(input, output);
        }

        var home = model.Deployments.All(StaysHome);
        return home && model.Provider != ProviderWords.OpenAi ? new TokenPrice(0, 0)
            : known?.Price ?? (home ? new TokenPrice(0, 0) : null);
    }

    private static bool StaysHome(DeploymentSettings deployment) =>
        deployment.Provider is SimulatedProvider.Word or RecordedProvider.Word || deployment.Endpoint is { IsLoopback: true };

    private static string? HostVendor(DeploymentSettings deployment) =>
        deployment.Endpoint is null ? null : KnownVendors.All.FirstOrDefault(vendor => vendor.Owns(deployment.Endpoint, static _ => null))?.Name;
}
