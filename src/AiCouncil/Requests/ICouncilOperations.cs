namespace AiCouncil.Requests;

/// <summary>What operators read and do: nodes, queues, and whether journal and transport can be reached.</summary>
public interface ICouncilOperations
{
    /// <summary>Servers and workers, in the order of their registration; those that ended stay for a while.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The journal cannot tell.</exception>
    Task<IReadOnlyList<NodeStatus>> NodesAsync(CancellationToken ct = default);

    /// <summary>The backlog of every pool that a model names, a worker serves, or a call waits in.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The journal cannot tell.</exception>
    Task<QueueReport> QueuesAsync(CancellationToken ct = default);

    /// <summary>Publishes the hints of all due calls of a pool again and empties what was set aside; null when there is no such pool.</summary>
    /// <exception cref="Journal.JournalUnavailableException">The journal did not take it.</exception>
    Task<Redrive?> RedriveAsync(string pool, CancellationToken ct = default);

    /// <summary>Whether both can be reached now; answers within seconds.</summary>
    Task<CouncilReach> ReachAsync(CancellationToken ct = default);
}

/// <param name="Role">server or worker.</param>
/// <param name="State">ready, draining, retired (ended well) or lost (its lease ran out).</param>
/// <param name="Slots">Calls that may run at once on it.</param>
public sealed record NodeStatus(string Id, string Role, string State, IReadOnlyList<string> Pools, int Slots, int InFlight, DateTimeOffset LastSeen);

/// <param name="Ready">Due and unclaimed.</param>
/// <param name="Published">Of those, with a hint in the queue or on its way.</param>
/// <param name="Slots">Of all workers that live.</param>
/// <param name="Workers">Nodes that live and serve the pool.</param>
public sealed record QueueStatus(string Pool, int Ready, int InFlight, int Published, long OldestAgeMs, int Slots, int Workers);

/// <param name="Unparseable">Messages set aside because nobody could read them; null when the transport cannot tell.</param>
public sealed record QueueReport(IReadOnlyList<QueueStatus> Queues, int? Unparseable);

/// <param name="Unparseable">Messages that were set aside and are gone now; null when the transport cannot be reached.</param>
public sealed record Redrive(string Pool, int Ready, int? Unparseable);

/// <param name="Transport">True where there is nothing to reach.</param>
public sealed record CouncilReach(bool Journal, bool Transport);
