using AiCouncil.Requests;

namespace AiCouncil.Journal;

/// <summary>
/// The truth. Every write is one transaction; it is durable when the returned task completes. A task that fails with
/// <see cref="JournalUnavailableException"/> leaves open whether the write happened: ask again with the same token.
/// Times inside the journal are the store's clock.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Creates or upgrades the schema under a lock.</summary>
    /// <exception cref="JournalTooNewException">The store was written by a binary this one may not follow.</exception>
    ValueTask MigrateAsync(CancellationToken ct);

    /// <summary>Stores the request, its first event and its first decision, or finds the one its idempotency key names.</summary>
    ValueTask<AcceptResult> AcceptAsync(NewRequest request, CancellationToken ct);

    /// <summary>A consistent snapshot of a request without texts, null when there is none.</summary>
    ValueTask<RequestView?> ReadAsync(RequestId id, CancellationToken ct);

    /// <summary>Texts by hash; a missing one is absent from the result.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ReadTextsAsync(RequestId id, IReadOnlyCollection<string> hashes, CancellationToken ct);

    /// <summary>
    /// Stores a decision if the request's version is still the one it was taken from: events get the next sequence numbers,
    /// the wake rows it saw are deleted. False when another decision came first (its maker looks again).
    /// </summary>
    ValueTask<bool> StoreDecisionAsync(RequestId id, Decision decision, CancellationToken ct);

    /// <summary>Whether completions wait to be folded into the request: the second look.</summary>
    ValueTask<bool> HasWakesAsync(RequestId id, CancellationToken ct);

    /// <summary>The call and its prompt, as a worker needs them before it claims; null when there is no such call.</summary>
    ValueTask<CallToRun?> ReadCallAsync(CallId id, CancellationToken ct);

    /// <summary>Takes a Ready and due call by compare-and-set on its fence; asking again with the same token finds the same claim.</summary>
    ValueTask<ClaimResult> ClaimAsync(Claim claim, CancellationToken ct);

    /// <summary>Commits a further send under a claim before its first byte. False when the fence is no longer current.</summary>
    ValueTask<bool> AddAttemptAsync(CallId call, NewAttempt attempt, CancellationToken ct);

    /// <summary>Ends attempts of a claim and moves the call. See <see cref="CallResult"/> for what needs the current fence.</summary>
    ValueTask<ResultOutcome> StoreResultAsync(CallResult result, CancellationToken ct);

    /// <summary>Defers a Ready call that could start nowhere (compare-and-set on Ready and fence); its publish mark is cleared.</summary>
    ValueTask PostponeAsync(CallId call, long fence, DateTimeOffset notBefore, CancellationToken ct);

    /// <summary>
    /// Marks due Ready calls of a pool as published, in order, and returns them: as many as keep
    /// <c>published and unclaimed ≤ free + slots/2</c>, counted from the call rows.
    /// </summary>
    ValueTask<IReadOnlyList<CallId>> MarkPublishedAsync(string pool, string? owner, PublishLimits limits, CancellationToken ct);

    /// <summary>Clears the mark of calls that are still Ready: their publish failed or their hint was lost.</summary>
    ValueTask ClearMarksAsync(IReadOnlyCollection<CallId> calls, CancellationToken ct);

    /// <summary>Clears marks older than <paramref name="age"/> of calls that are still Ready; how many.</summary>
    ValueTask<int> ClearStaleMarksAsync(string? owner, TimeSpan age, CancellationToken ct);

    /// <summary>Clears the marks of a pool's calls that are still Ready: its queue was lost; how many.</summary>
    ValueTask<int> ClearMarksOfPoolAsync(string pool, CancellationToken ct);

    /// <summary>Ready calls of a pool whose mark is older than <paramref name="age"/>: as many hints wait in the transport, or it lost some.</summary>
    ValueTask<int> CountPublishedAsync(string pool, string? owner, TimeSpan age, CancellationToken ct);

    /// <summary>
    /// The lease on relaying a pool, by the store's clock. True when <paramref name="incarnation"/> holds it from now for
    /// <paramref name="ttl"/>: it was free, had run out, or was its own. A ttl of zero gives it back.
    /// </summary>
    ValueTask<bool> HoldRelayAsync(string pool, string incarnation, TimeSpan ttl, CancellationToken ct);

    /// <summary>The backlog of each pool, from the call rows.</summary>
    ValueTask<IReadOnlyList<PoolDepth>> DepthAsync(string? owner, CancellationToken ct);

    /// <summary>Whether a due call of the pool waits unpublished; a store that cannot tell at little cost says that one does.</summary>
    ValueTask<bool> AnyReadyAsync(string pool, string? owner, CancellationToken ct) => ValueTask.FromResult(true);

    /// <summary>When the next Ready call of the pool becomes due (a deferred retry), null when none waits.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string pool, string? owner, CancellationToken ct);

    /// <summary>Makes a node known with a fresh lease.</summary>
    ValueTask RegisterAsync(NodeRow node, CancellationToken ct);

    /// <summary>Renews the node's lease and tells what is held in its name.</summary>
    ValueTask<LeaseRenewal> RenewAsync(string incarnation, TimeSpan lease, CancellationToken ct);

    /// <summary>Ends the lease at once (a clean stop).</summary>
    ValueTask RetireAsync(string incarnation, CancellationToken ct);

    /// <summary>
    /// Moves InFlight calls whose holder's lease ended to OutcomeUnknown, each with a wake row, and returns the requests concerned.
    /// <paramref name="provenDead"/> names incarnations known to be gone, whatever their lease says.
    /// </summary>
    ValueTask<IReadOnlyList<RequestId>> LoseExpiredAsync(string? owner, IReadOnlyCollection<string> provenDead, CancellationToken ct);

    /// <summary>Requests with wake rows older than <paramref name="wakeAge"/> or a timer that is due.</summary>
    ValueTask<SweepResult> SweepAsync(string? owner, TimeSpan wakeAge, int limit, CancellationToken ct);

    /// <summary>
    /// Registers a server as listener of an unfinished request until a minute after its deadline, and tells which streaming calls run
    /// already: their workers did not know of it.
    /// </summary>
    ValueTask<IReadOnlyList<RunningCall>> ListenAsync(RequestId id, string server, CancellationToken ct);

    /// <summary>How far requests are, in one query; one that does not exist is absent.</summary>
    ValueTask<IReadOnlyDictionary<RequestId, RequestProgress>> ReadProgressAsync(IReadOnlyCollection<RequestId> ids, CancellationToken ct);

    /// <summary>The store's clock; null where it is this machine's.</summary>
    ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken ct) => ValueTask.FromResult<DateTimeOffset?>(null);

    /// <summary>Events after a sequence number, in order.</summary>
    ValueTask<IReadOnlyList<CouncilEvent>> ReadEventsAsync(RequestId id, long after, int limit, CancellationToken ct);

    ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(RequestId id, CancellationToken ct);

    ValueTask<RequestList> ListAsync(RequestFilter filter, CancellationToken ct);

    ValueTask<IReadOnlyList<NodeRow>> ReadNodesAsync(CancellationToken ct);

    /// <summary>Unfinished requests by owner, for adoption.</summary>
    ValueTask<IReadOnlyList<OwnedRequest>> ReadOwnedAsync(CancellationToken ct);

    /// <summary>Gives an unfinished request another owner (compare-and-set on the old one), with a new deadline if given.</summary>
    ValueTask<bool> AdoptAsync(RequestId id, string? from, string to, DateTimeOffset? deadline, CancellationToken ct);

    /// <summary>Erases a terminal request; its idempotency key stays.</summary>
    ValueTask<bool> DeleteAsync(RequestId id, CancellationToken ct);

    /// <summary>Erases terminal requests that ended before; how many.</summary>
    ValueTask<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct);
}

/// <summary>The store cannot be reached, or the reply to a commit was lost.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store's <c>oldest_binary</c> is newer than this one.</summary>
public sealed class JournalTooNewException(string message) : Exception(message);
