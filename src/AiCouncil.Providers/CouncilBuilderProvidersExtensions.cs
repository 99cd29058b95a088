using AiCouncil.Providers.Discovery;

namespace AiCouncil;

public static class CouncilBuilderProvidersExtensions
{
    /// <summary>Adds the providers of this package and the discovery of models by environment.</summary>
    public static CouncilBuilder AddProviders(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDiscovery();
        return builder;
    }
}
