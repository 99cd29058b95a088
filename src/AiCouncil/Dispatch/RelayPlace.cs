using AiCouncil.Journal;

namespace AiCouncil.Dispatch;

/// <summary>
/// The lease on relaying one pool: 4 s, renewed every second. Order needs one relay at a time, safety does not: two of them publish a
/// hint twice, and one of the claims is lost.
/// </summary>
internal sealed class RelayPlace(string pool, string incarnation, IJournal journal, TimeProvider clock)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    /// <summary>How soon after the end of another's lease this process takes over, at most.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(400);

    private long? _askedAt;
    private bool _held;

    /// <summary>Whether this process relays the pool; asks the journal when its last answer is too old.</summary>
    /// <exception cref="JournalUnavailableException">It cannot tell.</exception>
    public async ValueTask<RelayHold> HoldAsync(CancellationToken ct)
    {
        if (_askedAt is { } asked && clock.GetElapsedTime(asked) < (_held ? Renewal : Retry))
        {
            return _held ? RelayHold.Held : RelayHold.Anothers;
        }

        var (now, before) = (clock.GetTimestamp(), _held);
        _held = await journal.HoldRelayAsync(pool, incarnation, Lease, ct);
        _askedAt = now;
        return !_held ? RelayHold.Anothers : before ? RelayHold.Held : RelayHold.Taken;
    }

    /// <summary>Another process may relay the pool at once.</summary>
    public async ValueTask LeaveAsync()
    {
        try
        {
            if (_held)
            {
                _held = false;
                await journal.HoldRelayAsync(pool, incarnation, TimeSpan.Zero, CancellationToken.None);
            }
        }
        catch (JournalUnavailableException)
        {
            // The lease runs out by itself.
        }
    }
}

internal enum RelayHold
{
    Anothers,
    Held,

    /// <summary>Since just now: another held it before, or nobody.</summary>
    Taken,
}
