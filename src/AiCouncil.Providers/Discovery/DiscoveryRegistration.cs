using AiCouncil.Configuration;
using AiCouncil.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil.Providers.Discovery;

internal static class DiscoveryRegistration
{
    public static void AddDiscovery(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelDiscovery, EnvironmentDiscovery>(static services =>
            new EnvironmentDiscovery(
                services.GetService<EnvironmentAccess>() ?? EnvironmentAccess.Process,
                new OllamaProbe(OllamaProbe.Loopback, services.GetService<TimeProvider>() ?? TimeProvider.System))));
}
