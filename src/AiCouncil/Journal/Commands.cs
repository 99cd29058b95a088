using System.Globalization;
using AiCouncil.Requests;

namespace AiCouncil.Journal;

/// <summary>A request to store, with Advance's first decision on it.</summary>
/// <param name="BodyHash">Hash of what the caller sent; another body under the same key is a conflict.</param>
public sealed record NewRequest(
    RequestSpec Spec, DateTimeOffset Deadline, string? Owner, Payload Conversation, Decision First, string? IdempotencyKey, string BodyHash)
{
    /// <summary>
    /// Pools of which this accept may mark its own first calls as published, in its transaction and by the rule of
    /// <see cref="IJournal.MarkPublishedAsync"/>, when nothing that is due waits there before them. A store may leave it to the relay.
    /// </summary>
    public IReadOnlyDictionary<string, PublishLimits> Windows { get; init; } = new Dictionary<string, PublishLimits>();

    /// <summary>The server that wants its news, registered with it so that nothing is said before; null where no other process could tell.</summary>
    public string? Listener { get; init; }
}

/// <summary>What became of an accept.</summary>
public abstract record AcceptResult
{
    private AcceptResult()
    {
    }

    public sealed record Accepted : AcceptResult
    {
        /// <summary>Calls that were marked as published: whoever accepted them publishes their hints.</summary>
        public IReadOnlyList<CallId> Published { get; init; } = [];
    }

    public sealed record Joined(RequestId Id, RequestState State) : AcceptResult;

    /// <summary>The key was used with another body.</summary>
    public sealed record Conflict(RequestId Id) : AcceptResult;
}

/// <summary>A request as Advance sees it. <see cref="Wakes"/> are read before the calls, so each is reflected in them.</summary>
public sealed record RequestView(
    RequestRow Request, IReadOnlyList<SubtaskRow> Subtasks, IReadOnlyList<CallRow> Calls, IReadOnlyList<long> Wakes)
{
    /// <summary>Servers that want its news.</summary>
    public IReadOnlyList<string> Listeners { get; init; } = [];
}

/// <summary>What Advance decided, stored whole or not at all.</summary>
public sealed record Decision
{
    /// <summary>The version of the snapshot it was taken from.</summary>
    public required long Version { get; init; }
    public required RequestState State { get; init; }
    public required Progress Progress { get; init; }
    public DateTimeOffset? NextTimer { get; init; }
    public IReadOnlyList<SubtaskRow> Subtasks { get; init; } = [];
    public IReadOnlyList<CallRow> NewCalls { get; init; } = [];
    public IReadOnlyList<CallChange> Changes { get; init; } = [];
    public IReadOnlyList<Payload> Payloads { get; init; } = [];
    public IReadOnlyList<NewEvent> Events { get; init; } = [];

    /// <summary>Calls whose news were logged: number, state and fence of the snapshot.</summary>
    public IReadOnlyList<LoggedCall> Logged { get; init; } = [];

    /// <summary>Wake rows folded in.</summary>
    public IReadOnlyList<long> Wakes { get; init; } = [];
    public FinalResponse? Final { get; init; }

    public bool Terminal => State is RequestState.Completed or RequestState.Failed or RequestState.Cancelled;
}

public sealed record NewEvent(string Type, DateTimeOffset At, string Data);

public sealed record LoggedCall(int Number, CallState State, long Fence);

/// <summary>A change Advance makes to an existing call.</summary>
public abstract record CallChange(int Number)
{
    /// <summary>Ready or InFlight becomes Cancelled; a late success still records its cost.</summary>
    public sealed record Cancel(int Number) : CallChange(Number);

    /// <summary>OutcomeUnknown becomes Ready again (once), with one more attempt granted.</summary>
    public sealed record Reissue(int Number) : CallChange(Number);

    /// <summary>OutcomeUnknown becomes Failed with WorkerLost.</summary>
    public sealed record GiveUp(int Number) : CallChange(Number);
}

/// <summary>A call with its prompt, before the claim.</summary>
/// <param name="PriorDeployments">Deployments already tried, latest last.</param>
/// <param name="PromptJson">The stored prompt.</param>
public sealed record CallToRun(
    CallRow Call, RequestState RequestState, DateTimeOffset Deadline, string PromptJson, IReadOnlyList<string> PriorDeployments, DateTimeOffset Now)
{
    /// <summary>Servers that want its text as it comes.</summary>
    public IReadOnlyList<string> Listeners { get; init; } = [];
}

/// <summary>A streaming call in flight and the node that runs it.</summary>
public sealed record RunningCall(CallId Call, string Incarnation);

/// <summary>How far a request is.</summary>
/// <param name="Sequence">Of its last event.</param>
public sealed record RequestProgress(long Sequence, RequestState State);

/// <param name="Token">The worker's own mark of this claim; a lost reply is asked again with it.</param>
/// <param name="Fence">The fence read before; the claim raises it by one.</param>
public sealed record Claim(CallId Call, Guid Token, long Fence, string Incarnation, NewAttempt First);

/// <param name="Number">From 1 within the fence.</param>
public sealed record NewAttempt(long Fence, int Number, string Deployment, string Why)
{
    /// <summary>How the attempt before it under this claim ended: stored with it, so that a loss from here on charges this one alone.</summary>
    public AttemptEnd? Previous { get; init; }
}

public abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    public sealed record Claimed(long Fence) : ClaimResult;

    /// <summary>Somebody else has it, or it is not due.</summary>
    public sealed record Lost : ClaimResult;

    /// <summary>It has ended: its completion hint should be sent again.</summary>
    public sealed record Ended : ClaimResult;

    /// <summary>The claimer's own lease does not live.</summary>
    public sealed record NoLease : ClaimResult;
}

/// <summary>An attempt's end, as part of a result.</summary>
public sealed record AttemptEnd(int Number, AttemptResult Result, string? Detail, TokenUsage Usage, Usd? Cost);

/// <summary>
/// The end of a claim. A success (<see cref="Moves.Complete"/>) needs no current fence: it is accepted if no result exists yet,
/// and its cost is recorded even when it comes second. Every other move needs the current fence.
/// </summary>
public sealed record CallResult(CallId Call, long Fence, Moves Move, IReadOnlyList<AttemptEnd> Attempts)
{
    public Payload? Text { get; init; }
    public string? FinishReason { get; init; }
    public string? Deployment { get; init; }
    public string? Error { get; init; }
    public string? ErrorDetail { get; init; }

    /// <summary>For <see cref="Moves.Retry"/>: not before this long from now.</summary>
    public TimeSpan? Delay { get; init; }
}

/// <summary>Where a result moves its call.</summary>
public enum Moves
{
    /// <summary>To Completed, with a wake row.</summary>
    Complete,

    /// <summary>To Failed, with a wake row.</summary>
    Fail,

    /// <summary>To Ready, due after a delay; no wake row, the relay is hinted.</summary>
    Retry,

    /// <summary>To OutcomeUnknown, with a wake row.</summary>
    Unknown,

    /// <summary>Nowhere: it was cancelled meanwhile; only attempts and cost are recorded.</summary>
    Record,
}

/// <param name="Moved">The call moved: hint the orchestrators (or the relay, for a retry).</param>
public sealed record ResultOutcome(bool Moved, CallState State);

/// <param name="Ready">Due and unclaimed.</param>
/// <param name="Published">Of those, with a live hint.</param>
public sealed record PoolDepth(string Pool, int Ready, int Published, int InFlight, long OldestAgeMs);

/// <param name="Role">server or worker.</param>
public sealed record NodeRow(
    string Id, string Incarnation, string Role, string State, IReadOnlyList<string> Pools, int Slots, DateTimeOffset LastSeen, DateTimeOffset LeaseUntil, int InFlight)
{
    /// <summary>Takes calls, and its lease runs.</summary>
    public const string Ready = "ready";

    /// <summary>Takes nothing new and ends what it runs.</summary>
    public const string Draining = "draining";

    /// <summary>Stopped cleanly.</summary>
    public const string Retired = "retired";

    /// <summary>Its lease ran out by the journal's clock; never stored, read so.</summary>
    public const string Lost = "lost";

    /// <summary>The slots of each pool.</summary>
    public IReadOnlyDictionary<string, int> PoolSlots { get; init; } = new Dictionary<string, int>();

    /// <summary>The program's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>As one text, as journals keep it: a=8,b=24.</summary>
    public static string Write(IReadOnlyDictionary<string, int> slots) =>
        string.Join(',', slots.Select(pool => string.Create(CultureInfo.InvariantCulture, $"{pool.Key}={pool.Value}")));

    public static IReadOnlyDictionary<string, int> ReadSlots(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pool => pool.Split('='))
        .ToDictionary(pool => pool[0], pool => int.Parse(pool[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}

/// <param name="Alive">
/// The lease runs anew. False when the node is unknown, retired, or was superseded and its lease ran out: stop sending. A lease that
/// ran out otherwise is renewed; meanwhile its calls may have been lost, and no claim was possible.
/// </param>
/// <param name="Superseded">
/// This incarnation has to go: one that registered before it still renews, or its own lease ran out and a newer one registered.
/// </param>
/// <param name="Held">Calls held in its name.</param>
/// <param name="Cancelled">Calls it may still be running that nobody wants any more.</param>
public sealed record LeaseRenewal(bool Alive, bool Superseded, IReadOnlyList<HeldCall> Held, IReadOnlyList<CallId> Cancelled);

public sealed record HeldCall(CallId Call, long Fence);

/// <param name="Woken">Requests with old wake rows: a hint was lost.</param>
/// <param name="Due">Requests whose timer is due.</param>
public sealed record SweepResult(IReadOnlyList<RequestId> Woken, IReadOnlyList<RequestId> Due);

public sealed record RequestFilter(string? Tenant, RequestState? State, RequestId? Before, int Limit);

public sealed record RequestList(IReadOnlyList<RequestRow> Rows, IReadOnlyDictionary<RequestId, Usd?> Costs, bool More);

public sealed record OwnedRequest(RequestId Id, string? Owner, DateTimeOffset Deadline, IReadOnlyList<OwnedModel> Models);

/// <summary>A model that an unfinished call needs.</summary>
public sealed record OwnedModel(string Model, bool Simulated);
