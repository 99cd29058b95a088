namespace AiCouncil.Journal;

/// <summary>How much of a pool's backlog may be published.</summary>
/// <param name="Slots">Calls that may run at once in the pool.</param>
public sealed record PublishLimits(int Slots)
{
    private static readonly IReadOnlyDictionary<string, int> None = new Dictionary<string, int>();

    /// <summary>For models with bounded deployments, how many of their calls may start now, those running left out; absent is unbounded.</summary>
    public IReadOnlyDictionary<string, int> Room { get; init; } = None;

    /// <summary>For models with bounded deployments, how many of their calls may run at once, wherever they run; absent is unbounded.</summary>
    public IReadOnlyDictionary<string, int> Bounds { get; init; } = None;

    /// <summary>
    /// What is left for each bounded model. The published calls are to be counted before those in flight: a call that is claimed in
    /// between then counts twice, never not at all.
    /// </summary>
    public Dictionary<string, int> Left(IReadOnlyList<ModelCount> published, IReadOnlyList<ModelCount> inFlight)
    {
        ArgumentNullException.ThrowIfNull(published);
        ArgumentNullException.ThrowIfNull(inFlight);
        var left = new Dictionary<string, int>(Room);
        foreach (var (model, bound) in Bounds)
        {
            var free = bound - inFlight.Where(it => it.Model == model).Sum(it => it.Count);
            left[model] = left.TryGetValue(model, out var room) ? Math.Min(room, free) : free;
        }

        foreach (var (model, count) in published)
        {
            if (left.TryGetValue(model, out var free))
            {
                left[model] = free - count;
            }
        }

        return left;
    }

    /// <summary>How many may be published now: published and unclaimed stay at most the free slots and half of all.</summary>
    public int Window(IReadOnlyList<ModelCount> published, IReadOnlyList<ModelCount> inFlight) =>
        Math.Max(0, Slots - inFlight.Sum(it => it.Count)) + Slots / 2 - published.Sum(it => it.Count);
}

/// <summary>How many calls of a model there are.</summary>
public sealed record ModelCount(string Model, int Count);
