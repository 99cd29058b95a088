using AiCouncil.Journal;

namespace AiCouncil.Dispatch;

/// <summary>The slots of all nodes whose lease runs by the journal's clock, as of the last refresh.</summary>
internal sealed class LiveWorkers(IJournal journal)
{
    private volatile IReadOnlyDictionary<string, int> _slots = new Dictionary<string, int>();

    /// <summary>A node came, went, or drains.</summary>
    public event Action? Changed;

    /// <summary>Pools that live workers serve.</summary>
    public IEnumerable<string> Pools => _slots.Keys;

    public int SlotsOf(string pool) => _slots.GetValueOrDefault(pool);

    /// <exception cref="JournalUnavailableException">What was known stays.</exception>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var slots = Sum(await journal.ReadNodesAsync(ct));
        var before = _slots;
        _slots = slots;
        if (slots.Count != before.Count || slots.Any(pool => before.GetValueOrDefault(pool.Key) != pool.Value))
        {
            Changed?.Invoke();
        }
    }

    private static Dictionary<string, int> Sum(IEnumerable<NodeRow> nodes) => nodes
        .Where(node => node.State is NodeRow.Ready or NodeRow.Draining)
        .SelectMany(node => node.PoolSlots.Select(pool => (pool.Key, Slots: SlotsOf(node, pool.Value))))
        .GroupBy(pool => pool.Key, StringComparer.Ordinal)
        .ToDictionary(pool => pool.Key, pool => pool.Sum(it => it.Slots), StringComparer.Ordinal);

    /// <summary>A node that drains has no free slot, but what it still runs counts as running: it must not take another's slot.</summary>
    private static int SlotsOf(NodeRow node, int slots) => node.State == NodeRow.Ready ? slots : Math.Min(slots, node.InFlight);
}
