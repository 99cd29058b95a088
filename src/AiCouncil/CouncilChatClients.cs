using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil;

/// <summary>The keyed chat clients <c>council-fast</c>, <c>council-balanced</c> and <c>council-best-quality</c>.</summary>
internal static class CouncilChatClients
{
    public static void Add(IServiceCollection services)
    {
        Add(services, "council-fast", ExecutionMode.Fast);
        Add(services, "council-balanced", ExecutionMode.Balanced);
        Add(services, "council-best-quality", ExecutionMode.BestQuality);
    }

    private static void Add(IServiceCollection services, string key, ExecutionMode mode) =>
        services.TryAddKeyedSingleton<IChatClient>(key, (provider, _) => new CouncilChatClient(provider.GetRequiredService<ICouncil>(), mode));
}
