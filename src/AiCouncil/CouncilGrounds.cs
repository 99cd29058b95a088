using AiCouncil.Analysis;
using AiCouncil.Configuration;
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
            journal, services.GetRequiredService<ModelCatalogue>(), () => CouncilParts.Build(Ground(services, journal)));
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
            Works = options.Workers.Embedded && services.GetService<WorkerWish>() is not null,
            Alone = process.Owner is not null && !transport.Capabilities.Shared,
            Adopts = services.GetService<AdoptionWish>() is not null,
        };
    }

#pragma warning disable RS0030 // the composition root is where the one shared, thread-safe source is taken from
    private static Random SharedRandom => Random.Shared;
#pragma warning restore RS0030
}

/// <summary>AddWorker was called.</summary>
internal sealed record WorkerWish;

/// <summary>AdoptOrphans was called.</summary>
internal sealed record AdoptionWish;
