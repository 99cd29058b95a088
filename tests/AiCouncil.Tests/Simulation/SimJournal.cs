using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>
/// The shared journal as one process reaches it: each operation takes a moment, and before and after its effect the process may
/// die, stop for a while, or be told that the journal is not there.
/// </summary>
internal sealed class SimJournal(IJournal inner, SimBoundary boundary, SimRecord record) : IJournal
{
    public ValueTask MigrateAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask<AcceptResult> AcceptAsync(NewRequest request, CancellationToken ct) => Through(async () =>
    {
        var result = await inner.AcceptAsync(request, ct);
        record.Accepted(request.Spec.Id, request.First.Terminal);
        return result;
    });

    public ValueTask<RequestView?> ReadAsync(RequestId id, CancellationToken ct) => Through(() => inner.ReadAsync(id, ct));

    public ValueTask<IReadOnlyDictionary<string, string>> ReadTextsAsync(RequestId id, IReadOnlyCollection<string> hashes, CancellationToken ct) =>
        Through(() => inner.ReadTextsAsync(id, hashes, ct));

    public ValueTask<bool> StoreDecisionAsync(RequestId id, Decision decision, CancellationToken ct) =>
        Through(async () =>
        {
            var stored = await inner.StoreDecisionAsync(id, decision, ct);
            if (stored && decision.Terminal)
            {
                record.Ended(id);
            }

            return stored;
        });

    public ValueTask<bool> HasWakesAsync(RequestId id, CancellationToken ct) => Through(() => inner.HasWakesAsync(id, ct));

    public ValueTask<CallToRun?> ReadCallAsync(CallId id, CancellationToken ct) => Through(() => inner.ReadCallAsync(id, ct));

    public ValueTask<ClaimResult> ClaimAsync(Claim claim, CancellationToken ct) => Through(() => inner.ClaimAsync(claim, ct));

    public ValueTask<bool> AddAttemptAsync(CallId call, NewAttempt attempt, CancellationToken ct) =>
        Through(() => inner.AddAttemptAsync(call, attempt, ct));

    public ValueTask<ResultOutcome> StoreResultAsync(CallResult result, CancellationToken ct) => Through(async () =>
    {
        var outcome = await inner.StoreResultAsync(result, ct);
        if (outcome.State == CallState.Completed)
        {
            record.Stored(result.Call);
        }

        return outcome;
    });

    public async ValueTask PostponeAsync(CallId call, long fence, DateTimeOffset notBefore, CancellationToken ct) => await Through(async () =>
    {
        await inner.PostponeAsync(call, fence, notBefore, ct);
        return true;
    });

    public ValueTask<IReadOnlyList<CallId>> MarkPublishedAsync(string pool, string? owner, PublishLimits limits, CancellationToken ct) =>
        Through(() => inner.MarkPublishedAsync(pool, owner, limits, ct));

    public async ValueTask ClearMarksAsync(IReadOnlyCollection<CallId> calls, CancellationToken ct) => await Through(async () =>
    {
        await inner.ClearMarksAsync(calls, ct);
        return true;
    });

    public ValueTask<int> ClearMarksOfPoolAsync(string pool, CancellationToken ct) => Through(() => inner.ClearMarksOfPoolAsync(pool, ct));

    public ValueTask<bool> HoldRelayAsync(string pool, string incarnation, TimeSpan ttl, CancellationToken ct) =>
        Through(() => inner.HoldRelayAsync(pool, incarnation, ttl, ct));

    public ValueTask<int> ClearStaleMarksAsync(string? owner, TimeSpan age, CancellationToken ct) =>
        Through(() => inner.ClearStaleMarksAsync(owner, age, ct));

    public ValueTask<int> CountPublishedAsync(string pool, string? owner, TimeSpan age, CancellationToken ct) =>
        Through(() => inner.CountPublishedAsync(pool, owner, age, ct));

    public ValueTask<IReadOnlyList<PoolDepth>> DepthAsync(string? owner, CancellationToken ct) => Through(() => inner.DepthAsync(owner, ct));

    public ValueTask<bool> AnyReadyAsync(string pool, string? owner, CancellationToken ct) => Through(() => inner.AnyReadyAsync(pool, owner, ct));

    public ValueTask<DateTimeOffset?> NextDueAsync(string pool, string? owner, CancellationToken ct) =>
        Through(() => inner.NextDueAsync(pool, owner, ct));

    public async ValueTask RegisterAsync(NodeRow node, CancellationToken ct) => await Through(async () =>
    {
        await inner.RegisterAsync(node, ct);
        return true;
    });

    public ValueTask<LeaseRenewal> RenewAsync(string incarnation, TimeSpan lease, CancellationToken ct) =>
        Through(() => inner.RenewAsync(incarnation, lease, ct));

    public async ValueTask RetireAsync(string incarnation, CancellationToken ct) => await Through(async () =>
    {
        await inner.RetireAsync(incarnation, ct);
        return true;
    });

    public ValueTask<IReadOnlyList<RequestId>> LoseExpiredAsync(string? owner, IReadOnlyCollection<string> provenDead, CancellationToken ct) =>
        Through(() => inner.LoseExpiredAsync(owner, provenDead, ct));

    public ValueTask<SweepResult> SweepAsync(string? owner, TimeSpan wakeAge, int limit, CancellationToken ct) =>
        Through(() => inner.SweepAsync(owner, wakeAge, limit, ct));

    public ValueTask<IReadOnlyList<RunningCall>> ListenAsync(RequestId id, string server, CancellationToken ct) =>
        Through(() => inner.ListenAsync(id, server, ct));

    public ValueTask<IReadOnlyDictionary<RequestId, RequestProgress>> ReadProgressAsync(IReadOnlyCollection<RequestId> ids, CancellationToken ct) =>
        Through(() => inner.ReadProgressAsync(ids, ct));

    public ValueTask<IReadOnlyList<CouncilEvent>> ReadEventsAsync(RequestId id, long after, int limit, CancellationToken ct) =>
        Through(() => inner.ReadEventsAsync(id, after, limit, ct));

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(RequestId id, CancellationToken ct) => Through(() => inner.ReadAttemptsAsync(id, ct));

    public ValueTask<RequestList> ListAsync(RequestFilter filter, CancellationToken ct) => Through(() => inner.ListAsync(filter, ct));

    public ValueTask<IReadOnlyList<NodeRow>> ReadNodesAsync(CancellationToken ct) => Through(() => inner.ReadNodesAsync(ct));

    public ValueTask<IReadOnlyList<OwnedRequest>> ReadOwnedAsync(CancellationToken ct) => Through(() => inner.ReadOwnedAsync(ct));

    public ValueTask<bool> AdoptAsync(RequestId id, string? from, string to, DateTimeOffset? deadline, CancellationToken ct) =>
        Through(() => inner.AdoptAsync(id, from, to, deadline, ct));

    public ValueTask<bool> DeleteAsync(RequestId id, CancellationToken ct) => Through(() => inner.DeleteAsync(id, ct));

    public ValueTask<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken ct) => ValueTask.FromResult(0);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<T> Through<T>(Func<ValueTask<T>> effect)
    {
        await boundary.BeforeAsync();
        var result = await effect();
        await boundary.AfterAsync();
        return result;
    }
}
