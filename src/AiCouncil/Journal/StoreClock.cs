namespace AiCouncil.Journal;

/// <summary>
/// The store's time in this process: what the journal said last, and what has passed since by the monotonic clock. Deadlines and due
/// times stand in the journal; a machine whose own clock is an hour off must read them like any other.
/// </summary>
internal sealed class StoreClock(TimeProvider local) : TimeProvider
{
    private volatile Reading? _last;

    public override TimeZoneInfo LocalTimeZone => local.LocalTimeZone;

    public override long TimestampFrequency => local.TimestampFrequency;

    public override long GetTimestamp() => local.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _last is { } last ? last.At + local.GetElapsedTime(last.Timestamp) : local.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the journal what time it is.</summary>
    /// <exception cref="JournalUnavailableException">The last answer stays.</exception>
    public async Task ReadAsync(IJournal journal, CancellationToken ct)
    {
        var asked = local.GetTimestamp(); // before: rather ahead by a round trip than behind what is stored already
        if (await journal.ReadClockAsync(ct) is { } at)
        {
            _last = new Reading(at, asked);
        }
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
