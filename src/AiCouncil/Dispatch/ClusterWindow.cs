using AiCouncil.Journal;

namespace AiCouncil.Dispatch;

/// <summary>
/// A pool of a cluster: one process relays it at a time, to the slots of all workers that live. What runs is counted from the journal,
/// since it may run anywhere.
/// </summary>
/// <param name="bounds">How many calls of each bounded model may run at once.</param>
internal sealed class ClusterWindow(
    string pool, IReadOnlyDictionary<string, int> bounds, LiveWorkers workers, RelayPlace place, LostHints lost, IJournal journal) : IRelayWindow
{
    /// <summary>Other slots than at the last look; a slot that became free is told by control message.</summary>
    public event Action? Opened
    {
        add => workers.Changed += value;
        remove => workers.Changed -= value;
    }

    public PublishLimits? AtOnce => null;

    public async ValueTask<PublishLimits?> LookAsync(CancellationToken ct)
    {
        switch (await place.HoldAsync(ct))
        {
            case RelayHold.Anothers:
                return null;
            case RelayHold.Taken:
                await journal.ClearMarksOfPoolAsync(pool, ct); // whoever held it may have died between a mark and its publish
                break;
            default:
                await lost.LookAsync(pool, ct);
                break;
        }

        return workers.SlotsOf(pool) is > 0 and var slots ? new PublishLimits(slots) { Bounds = bounds } : null;
    }

    public ValueTask CloseAsync() => place.LeaveAsync();
}
