using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;

namespace AiCouncil.Tests.Simulation;

/// <summary>
/// One seed: processes, a journal and a broker that outlive them, models with books of their own, and callers. Processes that
/// die are started again a moment later.
/// </summary>
internal sealed class SimWorld
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);
    private readonly List<SimNode> _nodes = [];
    private readonly HashSet<string> _gone = [];
    private int _unsubmitted;

    public SimWorld(SimDraw draw, Safeguards safeguards)
    {
        Draw = draw;
        Safeguards = safeguards;
        Random = new Random(draw.Seed);
        Scheduler = new SimScheduler(new Random(Random.Next()));
        Ids = new SimIds(Scheduler, new Random(Random.Next()));
        Net = new SimNet(Scheduler, draw.Faults, new Random(Random.Next()));
        Clock = new SimClock(Scheduler, process: null);
        Record = new SimRecord(Stored);
        Journal = new SqliteJournal(":memory:", Clock, safeguards);
    }

    public SimDraw Draw { get; }

    public Safeguards Safeguards { get; }

    public Random Random { get; }

    public SimScheduler Scheduler { get; }

    public SimIds Ids { get; }

    public SimNet Net { get; }

    public SimLedger Ledger { get; } = new();

    public SimClock Clock { get; }

    public SqliteJournal Journal { get; }

    public SimRecord Record { get; }

    /// <summary>One seed that is run again tells what happened.</summary>
    public bool TellsStory { get; init; }

    public string Story { get; private set; } = "";

    public List<string> Violations { get; } = [];

    public List<RequestId> Accepted { get; } = [];

    public SimStuckCalls StuckCalls { get; } = new();

    public List<SimReader> Readers { get; } = [];

    /// <summary>Hints that only the wake sweep made up for.</summary>
    public long WokenBySweep { get; private set; }

    /// <summary>Where several processes own their requests, nothing but the journal connects them.</summary>
    public SimNet NetOfProcess() =>
        Draw is { Hostile: true, Owned: true } ? new SimNet(Scheduler, Draw.Faults, new Random(Random.Next())) : Net;

    public bool IsGone(string incarnation) => _gone.Contains(incarnation);

    /// <summary>Runs to the end and returns what was wrong.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await Journal.MigrateAsync(CancellationToken.None);
        for (var i = 0; i < Draw.Processes; i++)
        {
            StartNode($"node-{i}");
        }

        foreach (var question in Draw.Questions)
        {
            _unsubmitted++;
            Scheduler.Post(TimeSpan.FromMilliseconds(question.AtMs), null, _ => Ask(question), null);
        }

        Scheduler.Post(TimeSpan.FromMilliseconds(500), null, _ => Watch(), null);
        do
        {
            Scheduler.Run(Finished, Limit);
            var settled = Scheduler.Now + (Draw.Faults.HintsAreSafe ? CallTimeout / 2 : Lease * 4).Ticks;
            Scheduler.Run(() => Scheduler.Now >= settled, Limit + (Lease * 4)); // late answers, and requests of callers that froze
        }
        while (!Finished() && Scheduler.Now < Limit.Ticks);
        if (Draw.Hostile)
        {
            SimReaders.AskForTheEnd(this, _nodes);
            var read = Scheduler.Now + TimeSpan.FromSeconds(60).Ticks;
            Scheduler.Run(() => Scheduler.Now >= read, TimeSpan.MaxValue);
        }

        await Invariants.CheckAsync(this);
        await StrictInvariants.CheckAsync(this);
        Story = TellsStory ? await SimStory.TellAsync(this) : "";
        await Journal.DisposeAsync();
        return [.. Violations, .. Ledger.Violations, .. Scheduler.Defects, .. Scheduler.Strays];
    }

    /// <summary>A result was stored: from here on nobody may pay for it.</summary>
    private void Stored(CallId call)
    {
        if (View(call.Request) is { Request.Terminal: true })
        {
            return; // too late: a replay may have paid before it came
        }

        var row = Calls(call.Request).First(it => it.Id == call);
        Ledger.Stored((row.Model, row.PromptHash), Scheduler.Now);
    }

    public IReadOnlyList<CallRow> Calls(RequestId id) => View(id)?.Calls ?? [];

    /// <summary>The memory journal answers at once.</summary>
    public RequestView? View(RequestId id) => Now(Journal.ReadAsync(id, CancellationToken.None));

    public IReadOnlyList<RequestId> AllRequests() =>
        [.. Now(Journal.ListAsync(new RequestFilter(null, null, null, 100), CancellationToken.None)).Rows.Select(row => row.Spec.Id)];

    public static T Now<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully
        ? answer.GetAwaiter().GetResult()
        : throw new InvalidOperationException("The memory journal did not answer at once.");

    private bool Finished() => _unsubmitted == 0 && Record.AllEnded;

    private void StartNode(string nodeId)
    {
        var node = new SimNode(this, nodeId);
        _nodes.Add(node);
        node.Start();
    }

    private void Ask(SimQuestion question)
    {
        if (_nodes.FindAll(node => node.Up) is not { Count: > 0 } up)
        {
            Scheduler.Post(TimeSpan.FromMilliseconds(100), null, _ => Ask(question), null);
            return;
        }

        var node = up[Random.Next(up.Count)];
        Scheduler.Post(TimeSpan.Zero, node.Process, _ => Scheduler.Observe(AskAsync(node, question)), null);
        Scheduler.Post(TimeSpan.FromSeconds(2), null, _ => _unsubmitted--, null); // a caller gives up on a dead process
    }

    private async Task AskAsync(SimNode node, SimQuestion question)
    {
        try
        {
            var submission = await node.Parts.Council.SubmitAsync(question.Request);
            Accepted.Add(submission.Id);
            if (Draw.Hostile)
            {
                SimReaders.Watch(this, node, submission.Id, after: 0);
            }

            if (question.CancelAtMs is { } at)
            {
                Scheduler.Post(TimeSpan.FromMilliseconds(at), node.Process, _ => Scheduler.Observe(CancelAsync(node, submission.Id)), null);
            }

            if (question.Replayed)
            {
                _unsubmitted++;
                Scheduler.Post(TimeSpan.FromSeconds(5), null, _ => Replay(submission.Id), null);
            }
        }
        catch (JournalUnavailableException)
        {
            // Not accepted, as far as the caller knows.
        }
        catch (InvalidRequestException)
        {
            // No model with a price under a limit.
        }
    }

    private static async Task CancelAsync(SimNode node, RequestId id)
    {
        try
        {
            await node.Parts.Council.CancelAsync(id);
        }
        catch (JournalUnavailableException)
        {
            // The caller would try again; the request goes on.
        }
    }

    private void Replay(RequestId id)
    {
        Scheduler.Post(TimeSpan.FromSeconds(2), null, _ => _unsubmitted--, null);
        if (View(id)!.Request.Terminal && _nodes.Find(node => node.Up) is { } node)
        {
            Scheduler.Post(TimeSpan.Zero, node.Process, _ => Scheduler.Observe(ReplayAsync(node, id)), null);
        }
    }

    private static async Task ReplayAsync(SimNode node, RequestId id)
    {
        try
        {
            await node.Parts.Records.ReplayAsync(id, fresh: false);
        }
        catch (JournalUnavailableException)
        {
            // Not accepted, as far as the caller knows.
        }
    }

    /// <summary>Each half second: the dead are replaced, and nothing that is ready waits.</summary>
    private void Watch()
    {
        foreach (var node in _nodes.FindAll(node => node.Process.Crashed))
        {
            _nodes.Remove(node);
            WokenBySweep += node.Parts.Sweeper.WokenBySweep;
            Scheduler.Post(TimeSpan.FromMilliseconds(Random.Next(50, 2_000)), null, _ => Replace(node), null);
        }

        Stalls.Check(this, _nodes);
        Scheduler.Post(TimeSpan.FromMilliseconds(500), null, _ => Watch(), null);
    }

    private void Replace(SimNode node)
    {
        _gone.Add(node.Incarnation);
        node.Net.Forget(node.Process);
        StartNode(node.NodeId);
    }

    public long TotalWokenBySweep() => WokenBySweep + _nodes.Sum(node => node.Parts.Sweeper.WokenBySweep);
}
