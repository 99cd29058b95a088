using AiCouncil.Conformance.Journal;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Journal;

/// <summary>What the journal remembers is what a read finds.</summary>
public sealed class RememberedTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_its_accept_marked_is_remembered_as_it_is_stored_for_one_read()
    {
        await using var journal = new SqliteJournal(":memory:", _clock);
        await journal.MigrateAsync(Ct);
        var asked = Samples.Request(_clock.GetUtcNow());
        var pool = asked.First.NewCalls[0].Pool;
        await journal.AcceptAsync(asked with { Windows = new Dictionary<string, PublishLimits> { [pool] = new(4) } }, Ct);
        var call = new CallId(asked.Spec.Id, 1);

        var (remembered, stored) = (await journal.ReadCallAsync(call, Ct), await journal.ReadCallAsync(call, Ct));
        Assert.NotNull(stored);
        Assert.Equal(CouncilJson.Serialize(stored), CouncilJson.Serialize(remembered));
    }

    [Fact]
    public void What_was_not_used_of_late_is_forgotten()
    {
        var used = new RecentlyUsed<int, string>(2);
        used.Put(1, "a");
        used.Put(2, "b");
        used.Put(3, "c");
        Assert.True(used.TryGet(1, out _));
        used.Put(4, "d");
        Assert.True(used.TryGet(1, out var kept));
        Assert.Equal("a", kept);
        Assert.False(used.TryGet(2, out _));
        Assert.True(used.Take(4, out _));
        Assert.False(used.TryGet(4, out _));
    }
}
