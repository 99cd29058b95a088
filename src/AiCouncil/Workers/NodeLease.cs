namespace AiCouncil.Workers;

/// <summary>
/// How much of the node's lease is left by its own monotonic clock: counted from before the last renewal that was confirmed was
/// sent, so that it is never longer than the journal thinks.
/// </summary>
internal sealed class NodeLease(TimeProvider clock, TimeSpan lease)
{
    private long _confirmed;
    private bool _held;

    public TimeSpan Length => lease;

    /// <param name="sentAt">The clock's timestamp before the renewal was sent.</param>
    public void Confirm(long sentAt)
    {
        Volatile.Write(ref _confirmed, sentAt);
        Volatile.Write(ref _held, true);
    }

    public void Lose() => Volatile.Write(ref _held, false);

    /// <summary>It was held, and its renewal is overdue.</summary>
    public bool IsStale => Volatile.Read(ref _held) && !MaySend;

    /// <summary>A call may still be sent: less than two thirds of the lease are gone, so that its loss would be noticed in time.</summary>
    public bool MaySend => Volatile.Read(ref _held) && clock.GetElapsedTime(Volatile.Read(ref _confirmed)) <= lease * 2 / 3;
}
