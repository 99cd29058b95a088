using AiCouncil.Analysis;
using AiCouncil.Failpoints;
using AiCouncil.Configuration;
using AiCouncil.Dispatch;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiCouncil;

/// <summary>From the container to the ground on which the parts are built.</summary>
internal static class CouncilGrounds
{
    public static CouncilSetup Setup(IServiceProvider services)
    {
        var journal = services.GetService<IJournal>()
            ?? throw new InvalidOperationException("The council has no journal: add .UseSqlite() or .UsePostgres() after AddAiCouncil(…).");
        return new CouncilSetup(
            journal, services.GetRequiredService<ModelCatalogue>(), ct => BuildAsync(Ground(services, journal), ct));
    }

    public static CouncilOperations Operations(IServiceProvider services) => new(
        services.GetRequiredService<IJournal>(), services.GetRequiredService<ITransport>(), services.GetRequiredService<IModelCatalogue>(),
        services.GetRequiredService<ProcessIdentity>(), services.GetRequiredService<TimeProvider>());

    private static async Task<CouncilParts> BuildAsync(CouncilGround ground, CancellationToken ct)
    {
        if (ground is { Shared: true, Works: true })
        {
            RefuseStrangePools(ground);
        }

        await ground.Transport.OpenAsync(Use(ground), ct);
        return CouncilParts.Build(ground);
    }

    private static TransportUse Use(CouncilGround ground) => new(
        ground.Process.Incarnation,
        [.. (ground.Orchestrates ? Pools.Of(ground.Catalogue) : []).Union(ground.Works ? Pools.Served(ground.Options.Workers, ground.Catalogue).Keys : [])],
        ground.Orchestrates);

    /// <summary>A worker that serves a pool without one of its models would take calls that it cannot make.</summary>
    /// <exception cref="CouncilConfigurationException">There is such a pool.</exception>
    private static void RefuseStrangePools(CouncilGround ground)
    {
        var known = Pools.Of(ground.Catalogue);
        var strange = Pools.Served(ground.Options.Workers, ground.Catalogue).Keys.Except(known, StringComparer.Ordinal).ToList();
        if (strange.Count > 0)
        {
            throw new CouncilConfigurationException(
                [$"Council:Workers:Pools: no model of this worker has a deployment in {string.Join(", ", strange.Select(pool => $"'{pool}'"))}; "
                    + $"its models are in {string.Join(", ", known.Select(pool => $"'{pool}'"))}. Name one of those, or configure the pool's models here (Council:Models:{{name}}:Pool)."]);
        }
    }

    private static CouncilGround Ground(IServiceProvider services, IJournal journal)
    {
        var options = services.GetRequiredService<CouncilOptions>();
        var (transport, process) = (services.GetRequiredService<ITransport>(), services.GetRequiredService<ProcessIdentity>());
        if (transport.Capabilities.Shared && process.Owner is not null)
        {
            throw new CouncilConfigurationException(["Council:Transport: it reaches other processes, and the journal is a file of this one; add .UsePostgres() (Council:Journal=Postgres)."]);
        }

        return new CouncilGround(
            journal, transport, services.GetRequiredService<IModelCatalogue>(),
            services.GetRequiredService<IRequestAnalyzer>(), services.GetRequiredService<ThinkingRooms>(), options,
            process, services.GetRequiredService<IProcessPresence>(),
            services.GetRequiredService<IIdSource>(), SharedRandom, services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>())
        {
            Safeguards = services.GetService<Safeguards>() ?? Safeguards.On,
            Failpoints = services.GetService<IFailpoints>(),
            Works = options.Workers.Embedded && services.GetService<WorkerWish>() is not null,
            Alone = process.Owner is not null && !transport.Capabilities.Shared,
            Adopts = services.GetService<AdoptionWish>() is not null,
            Orchestrates = services.GetService<NodeWish>() is null,
        };
    }

#pragma warning disable RS0030 // the composition root is where the one shared, thread-safe source is taken from
    private static Random SharedRandom => Random.Shared;
#pragma warning restore RS0030
}

/// <summary>AddWorker was called.</summary>
internal sealed record WorkerWish;

/// <summary>AddWorkerNode was called.</summary>
internal sealed record NodeWish;

/// <summary>AdoptOrphans was called.</summary>
internal sealed record AdoptionWish;
