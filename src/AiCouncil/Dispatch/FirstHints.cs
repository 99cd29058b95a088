using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Dispatch;

/// <summary>
/// The short way of a request's first calls, where one process accepts, relays and works: the accept marks them, and they are
/// published as soon as it is committed. Whatever does not fit goes the relay's way.
/// </summary>
/// <param name="relays">By pool; empty where another process may relay too.</param>
internal sealed class FirstHints(IReadOnlyDictionary<string, Relay> relays)
{
    public IReadOnlyDictionary<string, PublishLimits> Windows(Decision first) =>
        Pools(first, []).Where(relays.ContainsKey).ToDictionary(pool => pool, pool => relays[pool].Limits);

    /// <summary>Publishes those that the accept has marked; the pools in which others are left for the relay.</summary>
    public async Task<IReadOnlyList<string>> PublishAsync(Decision first, IReadOnlyList<CallId> marked)
    {
        foreach (var pool in first.NewCalls.Where(call => marked.Contains(call.Id)).GroupBy(call => call.Pool, call => call.Id))
        {
            await relays[pool.Key].PublishMarkedAsync([.. pool]);
        }

        return Pools(first, marked);
    }

    /// <summary>The accept's reply was lost: nobody knows what it has marked.</summary>
    public void Doubt(Decision first)
    {
        foreach (var pool in Pools(first, []).Where(relays.ContainsKey))
        {
            relays[pool].Doubt();
        }
    }

    private static List<string> Pools(Decision first, IReadOnlyList<CallId> except) =>
        [.. first.NewCalls.Where(call => call.State == CallState.Ready && !except.Contains(call.Id)).Select(call => call.Pool).Distinct()];
}
