using AiCouncil.Journal;
using AiCouncil.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Journal;

public sealed class StoreClockTests
{
    private readonly FakeTimeProvider _local = new(new DateTimeOffset(2026, 1, 1, 11, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Where_the_stores_clock_is_this_machines_its_time_is_kept()
    {
        var clock = new StoreClock(_local);
        await using var journal = new SqliteJournal(":memory:", _local, Safeguards.On);
        await clock.ReadAsync(journal, TestContext.Current.CancellationToken);
        Assert.Equal(_local.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public void Timers_and_timestamps_are_the_local_clocks()
    {
        var clock = new StoreClock(_local);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var before = clock.GetTimestamp();
        _local.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, TimeSpan.FromSeconds(1)), (fired, clock.GetElapsedTime(before)));
    }
}
