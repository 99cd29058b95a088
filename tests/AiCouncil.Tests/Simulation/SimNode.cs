using AiCouncil.Analysis;
using AiCouncil.Arbitration;
using AiCouncil.Decomposition;
using AiCouncil.Journal;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using AiCouncil.Routing;
using AiCouncil.Synthesis;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiCouncil.Tests.Simulation;

/// <summary>The production parts of one process on the simulated ports.</summary>
internal sealed class SimNode
{
    private static readonly ThinkingRooms Rooms =
        new(new CouncilRouter(), new JsonPlanReader(), new PluralityArbiter(), new PromptSynthesizer(), new CharacterSizeEstimator());

    private readonly SimScheduler _scheduler;

    public SimNode(SimWorld world, string nodeId)
    {
        _scheduler = world.Scheduler;
        Incarnation = world.Ids.NewId().ToString("D");
        Process = new SimProcess(world.Scheduler, Incarnation);
        NodeId = nodeId;
        var random = new Random(world.Random.Next());
        Net = world.NetOfProcess();
        var clock = new SimClock(world.Scheduler, Process);
        var boundary = new SimBoundary(world.Scheduler, Process, world.Draw.Faults, random, SimWorld.Lease);
        Parts = CouncilParts.Build(new CouncilGround(
            new SimJournal(world.Journal, boundary, world.Record),
            new SimTransport(world.Scheduler, Net, Process, boundary, world.Draw.Faults, random, shared: !world.Draw.Owned),
            new SimModels(world.Draw.Models, model => new SimEndpoint(model, world.Scheduler, Process, world.Ledger, world.Draw.Faults, random, world.Draw.Hostile)),
            new HeuristicAnalyzer(), Rooms, OptionsOf(world.Draw, nodeId), new ProcessIdentity(Incarnation, world.Draw.Owned ? Incarnation : null),
            new SimPresence(Incarnation, world.IsGone), world.Ids, random, clock, NullLoggerFactory.Instance)
        {
            Safeguards = world.Safeguards,
            Adopts = world.Draw.Owned,
            Works = true,
            Alone = world.Draw.Seed % 2 == 0, // also with other processes beside it: then the order is less fair, and nothing else
        });
    }

    public string Incarnation { get; }

    public string NodeId { get; }

    public SimProcess Process { get; }

    public SimNet Net { get; }

    public CouncilParts Parts { get; }

    /// <summary>When it had registered and was running; null before.</summary>
    public long? UpSince { get; private set; }

    public bool Up => UpSince is not null && !Process.Crashed && Process.FrozenUntil <= _scheduler.Now;

    public void Start() => _scheduler.Post(TimeSpan.Zero, Process, _ => _scheduler.Observe(RunAsync()), null);

    private async Task RunAsync()
    {
        while (!await RegisteredAsync())
        {
            // The journal was away; a real process would be started again by its operator.
        }

        _scheduler.Observe(Parts.Worker!.RunAsync(CancellationToken.None));
        _scheduler.Observe(Parts.Orchestrator.RunAsync(64, CancellationToken.None));
        _scheduler.Observe(Parts.Sweeper.RunAsync(CancellationToken.None));
        foreach (var relay in Parts.Relays)
        {
            _scheduler.Observe(relay.RunAsync(CancellationToken.None));
        }

        if (Parts is { ClusterRelays: { } relays, LostHints: { } lost })
        {
            _scheduler.Observe(relays.RunAsync(CancellationToken.None));
            _scheduler.Observe(lost.RunAsync(CancellationToken.None));
        }

        if (Parts.Adoption is { } adoption)
        {
            _scheduler.Observe(adoption.RunAsync(CancellationToken.None));
        }

        UpSince = _scheduler.Now;
    }

    private async Task<bool> RegisteredAsync()
    {
        try
        {
            await Parts.Worker!.RegisterAsync(CancellationToken.None);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private static CouncilOptions OptionsOf(SimDraw draw, string nodeId) => new()
    {
        SqlitePath = ":memory:",
        Lease = SimWorld.Lease,
        CallTimeout = SimWorld.CallTimeout,
        NodeId = draw.NamedNodes ? nodeId : null,
        OnOutcomeUnknown = draw.Policy,
        Defaults = new DefaultsOptions { Timeout = TimeSpan.FromSeconds(20) },
        Workers = new WorkerOptions { Slots = draw.Slots },
    };
}
