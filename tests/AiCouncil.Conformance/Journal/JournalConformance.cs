using AiCouncil.Journal;
using AiCouncil.Requests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Conformance.Journal;

/// <summary>
/// What every journal must do, through the port alone. An adapter derives it with the few lines that open a fresh, empty store
/// whose clock is the one given.
/// </summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private IJournal? _journal;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    protected IJournal Journal => _journal ?? throw new InvalidOperationException("not opened");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A fresh, empty store that is not migrated yet.</summary>
    protected abstract ValueTask<IJournal> OpenAsync(TimeProvider clock);

    public virtual async ValueTask InitializeAsync()
    {
        _journal = await OpenAsync(Clock);
        await _journal.MigrateAsync(Ct);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Journal.DisposeAsync();
    }

    /// <summary>A stored request with calls 1 … <paramref name="calls"/>, Ready.</summary>
    protected async Task<RequestId> AcceptAsync(int calls = 1, string? owner = null, Func<CallRow, CallRow>? change = null)
    {
        var request = Samples.Request(Now, calls, owner, change);
        Assert.IsType<AcceptResult.Accepted>(await Journal.AcceptAsync(request, Ct));
        return request.Spec.Id;
    }

    protected async Task NodeAsync(string incarnation, string? id = null) =>
        await Journal.RegisterAsync(Samples.Node(incarnation, id, Now, Now + Lease), Ct);

    /// <summary>Call 1 of a new request, in flight on a living node.</summary>
    protected async Task<CallId> InFlightAsync(string incarnation = "w1", string? owner = null)
    {
        await NodeAsync(incarnation);
        var call = new CallId(await AcceptAsync(owner: owner), 1);
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(call, incarnation));
        return call;
    }

    protected ValueTask<ClaimResult> ClaimAsync(CallId call, string incarnation = "w1", long fence = 0, Guid? token = null) =>
        Journal.ClaimAsync(Samples.Claim(call, incarnation, fence, token), Ct);

    protected ValueTask<ResultOutcome> StoreAsync(CallId call, long fence, Moves move, string? text = null, Usd? cost = null, TimeSpan? delay = null) =>
        Journal.StoreResultAsync(Samples.Result(call, fence, move, text, cost, delay), Ct);

    protected async Task<RequestView> ViewAsync(RequestId id) =>
        await Journal.ReadAsync(id, Ct) ?? throw new InvalidOperationException($"no request {id}");

    protected async Task<CallRow> CallAsync(CallId call) => (await ViewAsync(call.Request)).Calls.Single(row => row.Id == call);

    protected async Task<bool> DecideAsync(RequestId id, Func<RequestView, Decision>? decide = null)
    {
        var view = await ViewAsync(id);
        return await Journal.StoreDecisionAsync(id, decide is null ? Samples.Decision(view, Now) : decide(view), Ct);
    }

    protected ValueTask<IReadOnlyList<CallId>> MarkAsync(
        int slots = 10, string? owner = null, string pool = "default", params (string Model, int Room)[] room) =>
        Journal.MarkPublishedAsync(pool, owner, new PublishLimits(slots) { Room = room.ToDictionary(one => one.Model, one => one.Room) }, Ct);
}
