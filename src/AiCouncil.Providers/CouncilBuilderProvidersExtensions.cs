using AiCouncil.Models;
using AiCouncil.Providers.Discovery;
using AiCouncil.Providers.OpenAi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil;

public static class CouncilBuilderProvidersExtensions
{
    /// <summary>Adds the providers of this package and the discovery of models by environment.</summary>
    public static CouncilBuilder AddProviders(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelProvider, OpenAiProvider>());
        builder.Services.AddDiscovery();
        return builder;
    }
}
