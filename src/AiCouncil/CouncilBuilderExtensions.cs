using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiCouncil;

public static class CouncilBuilderExtensions
{
    /// <summary>Makes this process call models, when <c>Council:Workers:Embedded</c> allows it.</summary>
    public static CouncilBuilder AddWorker(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<WorkerWish>();
        return builder;
    }

    /// <summary>
    /// Makes this process a worker node and nothing else: it calls models for servers elsewhere, and neither decides nor relays. Needs a
    /// transport and a journal that they share.
    /// </summary>
    public static CouncilBuilder AddWorkerNode(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<NodeWish>();
        return builder.AddWorker();
    }

    /// <summary>Takes up unfinished requests of processes that are gone, where all their models are here: what a server does.</summary>
    public static CouncilBuilder AdoptOrphans(this CouncilBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<AdoptionWish>();
        return builder;
    }
}
