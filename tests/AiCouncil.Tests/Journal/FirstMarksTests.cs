using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Journal;

/// <summary>An accept marks its first calls by the relay's own rule.</summary>
public sealed class FirstMarksTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    private readonly SqliteJournal _journal;

    public FirstMarksTests() => _journal = new SqliteJournal(":memory:", _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _journal.MigrateAsync(Ct);

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task Calls_that_fit_are_marked_and_named_so_that_the_relay_finds_none()
    {
        var request = Asked(slots: 2, calls: 2);
        Assert.Equal([new CallId(request.Spec.Id, 1), new CallId(request.Spec.Id, 2)], await MarkedAsync(request));
        Assert.Empty(await RelayedAsync(request));
    }

    [Fact]
    public async Task More_than_the_window_holds_is_left_for_the_relay()
    {
        var request = Asked(slots: 2, calls: 5);
        Assert.Equal(3, (await MarkedAsync(request)).Count);
        Assert.Empty(await MarkedAsync(Asked(slots: 2, calls: 1)));
    }

    [Fact]
    public async Task What_waits_already_comes_first()
    {
        await MarkedAsync(Samples.Request(_clock.GetUtcNow()));
        Assert.Empty(await MarkedAsync(Asked(slots: 8, calls: 1)));
    }

    [Fact]
    public async Task A_model_without_room_is_passed_over()
    {
        var request = Asked(slots: 8, calls: 3, call => call.Id.Number == 2 ? call with { Model = "other" } : call);
        var model = request.First.NewCalls[0].Model;
        var marked = await MarkedAsync(With(request, slots: 8, new Dictionary<string, int> { [model] = 1, ["other"] = 0 }));
        Assert.Equal([new CallId(request.Spec.Id, 1)], marked);
    }

    [Fact]
    public async Task Without_a_window_everything_is_the_relays()
    {
        var request = Samples.Request(_clock.GetUtcNow());
        Assert.Empty(await MarkedAsync(request));
        Assert.Single(await RelayedAsync(request));
    }

    private NewRequest Asked(int slots, int calls, Func<CallRow, CallRow>? change = null) =>
        With(Samples.Request(_clock.GetUtcNow(), calls, change: change), slots, new Dictionary<string, int>());

    private static NewRequest With(NewRequest request, int slots, IReadOnlyDictionary<string, int> room) =>
        request with { Windows = new Dictionary<string, PublishLimits> { [request.First.NewCalls[0].Pool] = new(slots) { Room = room } } };

    private async Task<IReadOnlyList<CallId>> MarkedAsync(NewRequest request) =>
        Assert.IsType<AcceptResult.Accepted>(await _journal.AcceptAsync(request, Ct)).Published;

    private async Task<IReadOnlyList<CallId>> RelayedAsync(NewRequest request) =>
        await _journal.MarkPublishedAsync(request.First.NewCalls[0].Pool, request.Owner, new PublishLimits(8), Ct);
}
