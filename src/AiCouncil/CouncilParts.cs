using AiCouncil.Analysis;
using AiCouncil.Dispatch;
using AiCouncil.Failpoints;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using AiCouncil.Transport;
using AiCouncil.Workers;
using Microsoft.Extensions.Logging;

namespace AiCouncil;

/// <summary>What a process is made of: the ports it stands on, its configuration, and what is injected.</summary>
internal sealed record CouncilGround(
    IJournal Journal, ITransport Transport, IModelCatalogue Catalogue, IRequestAnalyzer Analyzer, ThinkingRooms Rooms, CouncilOptions Options,
    ProcessIdentity Process, IProcessPresence Presence, IIdSource Ids, Random Random, TimeProvider Clock, ILoggerFactory Logs)
{
    public Safeguards Safeguards { get; init; } = Safeguards.On;

    /// <summary>Tests only: who is told of the moments at which a process may be stopped.</summary>
    public IFailpoints? Failpoints { get; init; }

    /// <summary>Takes up requests of processes that are gone.</summary>
    public bool Adopts { get; init; }

    /// <summary>Calls models in this process.</summary>
    public bool Works { get; init; }

    /// <summary>Accepts, decides, relays and sweeps; a worker node does none of it.</summary>
    public bool Orchestrates { get; init; } = true;

    /// <summary>Other processes share the transport: workers may be anywhere.</summary>
    public bool Shared => Transport.Capabilities.Shared;

    /// <summary>
    /// No other process relays or works on this one's requests: an accept marks its own first calls, and they are published without
    /// the relay.
    /// </summary>
    public bool Alone { get; init; }
}

/// <summary>The acting parts of a process, ready to run. Put together here, in the order of the path, for the product and the simulation alike.</summary>
internal sealed record CouncilParts(
    Council Council, CouncilRecords Records, Orchestrator Orchestrator, Sweeper Sweeper, Retention Retention, Adoption? Adoption,
    WorkerNode? Worker, IReadOnlyList<Relay> Relays, ClusterRelays? ClusterRelays, LostHints? LostHints, Watchers Watchers)
{
    /// <summary>The journal's clock as the parts read it; null where it is this machine's.</summary>
    public StoreClock? Clock { get; init; }

    /// <summary>This process decides and relays; else it only works.</summary>
    public bool Orchestrates { get; init; } = true;

    public static CouncilParts Build(CouncilGround ground)
    {
        var storeClock = ground.Process.Owner is null ? new StoreClock(ground.Clock) : null; // else the store's clock is this machine's
        ground = FailpointPorts.Into(ground with { Clock = storeClock ?? ground.Clock });
        var (options, clock, logs) = (ground.Options, ground.Clock, ground.Logs);
        var settings = SettingsOf(options);
        var advance = new Advance(ground.Rooms, ground.Catalogue, settings);
        var orchestrator = new Orchestrator(
            ground.Journal, ground.Transport, advance, ground.Safeguards, ground.Process, clock, logs.CreateLogger<Orchestrator>());
        var gone = new GoneProcesses();
        var places = new ModelPlaces(ground.Catalogue);
        var adoption = new Adoption(
            ground.Journal, ground.Presence, ground.Process, ground.Catalogue, places, orchestrator.AdvanceAsync, gone, clock, logs.CreateLogger<Adoption>());
        var validator = new RequestValidator(ground.Catalogue);
        var estimator = new RequestEstimator(ground.Analyzer, validator, ground.Rooms, ground.Catalogue, settings, options);
        var watchers = new Watchers(ground.Transport);
        var listening = new Listening(ground.Journal, ground.Transport, watchers, ground.Process, clock);
        var deployments = new DeploymentChooser(ground.Catalogue, clock);
        var worker = WorkerSettingsOf(ground);
        var relays = BuildRelays(ground, deployments, worker);
        var hints = new FirstHints(ground.Alone ? relays : new Dictionary<string, Relay>());
        var acceptor = new RequestAcceptor(
            ground.Journal, orchestrator, ground.Analyzer, validator, estimator, hints, places, options, ground.Process, ground.Ids, clock);
        var node = ground.Works || ground.Shared ? BuildWorker(ground, deployments, worker) : null;
        var lost = ground.Shared ? new LostHints(ground.Process.Owner, ground.Journal, ground.Transport, clock, logs.CreateLogger<LostHints>()) : null;
        return new CouncilParts(
            new Council(ground.Journal, ground.Transport, acceptor, orchestrator, adoption, watchers, listening, ground.Process, clock),
            new CouncilRecords(
                ground.Journal, ground.Analyzer, acceptor, estimator, adoption, ground.Presence, ground.Process, clock),
            orchestrator,
            new Sweeper(ground.Process.Owner, ground.Journal, orchestrator.AdvanceAsync, node is null ? () => Task.CompletedTask : node.RenewWhenStaleAsync, gone, clock,
                logs.CreateLogger<Sweeper>()),
            new Retention(ground.Journal, TimeSpan.FromDays(options.RetentionDays), clock, logs.CreateLogger<Retention>()),
            ground.Adopts ? adoption : null,
            node,
            [.. relays.Values],
            lost is null || !ground.Orchestrates ? null : BuildClusterRelays(ground, lost),
            lost,
            watchers)
        {
            Clock = storeClock, Orchestrates = ground.Orchestrates,
        };
    }

    private static Relay RelayOf(CouncilGround ground, string pool, IRelayWindow window) =>
        new(pool, ground.Process.Owner, window, ground.Journal, ground.Transport, ground.Clock, ground.Logs.CreateLogger<Relay>());

    /// <summary>Of one process, to its own workers.</summary>
    private static Dictionary<string, Relay> BuildRelays(CouncilGround ground, DeploymentChooser deployments, WorkerSettings settings) =>
        ground is { Works: true, Shared: false }
            ? settings.Pools.ToDictionary(pool => pool.Key, pool => RelayOf(ground, pool.Key, new ProcessWindow(pool.Value, deployments)))
            : [];

    private static ClusterRelays BuildClusterRelays(CouncilGround ground, LostHints lost)
    {
        var workers = new LiveWorkers(ground.Journal);
        return new ClusterRelays(
            Pools.Of(ground.Catalogue), workers,
            pool => RelayOf(ground, pool, new ClusterWindow(
                pool, Pools.Bounds(ground.Catalogue, pool), workers, new RelayPlace(pool, ground.Process.Incarnation, ground.Journal, ground.Clock), lost, ground.Journal)),
            ground.Clock, ground.Logs.CreateLogger<ClusterRelays>());
    }

    private static WorkerNode BuildWorker(CouncilGround ground, DeploymentChooser deployments, WorkerSettings settings)
    {
        var logs = ground.Logs;
        var me = new WorkerIdentity(
            ground.Process.Incarnation, new NodeLease(ground.Clock, settings.Lease), new RunningCalls(), ground.Ids, ground.Clock);
        var results = new ResultWriter(ground.Journal, ground.Transport, me, logs.CreateLogger<ResultWriter>());
        var sender = new ModelSender(ground.Transport, me, settings, logs.CreateLogger<ModelSender>());
        var claimed = new ClaimedCallRunner(ground.Journal, deployments, sender, results, me, ground.Random, logs.CreateLogger<ClaimedCallRunner>());
        var runner = new CallRunner(ground.Journal, ground.Transport, deployments, claimed, results, me, logs.CreateLogger<CallRunner>());
        return new WorkerNode(ground.Journal, ground.Transport, runner, results, me, settings, logs.CreateLogger<WorkerNode>());
    }

    private static AdvanceSettings SettingsOf(CouncilOptions options) => new()
    {
        MaxAttempts = options.Defaults.MaxAttempts,
        CallTimeout = options.CallTimeout,
        Panel = options.Panel,
        Planner = options.Roles.Planner,
        Synthesis = options.Roles.Synthesis,
    };

    private static WorkerSettings WorkerSettingsOf(CouncilGround ground) => new()
    {
        Pools = ground.Works ? Pools.Served(ground.Options.Workers, ground.Catalogue) : new Dictionary<string, int>(),
        Role = ground.Orchestrates ? "server" : "worker",
        Lease = ground.Options.Lease,
        CallTimeout = ground.Options.CallTimeout,

        // Where processes share one file each is a node of its own, whatever a shared configuration calls it.
        NodeId = ground.Process.Owner ?? ground.Options.NodeId ?? ground.Process.Incarnation,
    };
}
