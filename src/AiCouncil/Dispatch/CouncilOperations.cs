using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.Dispatch;

/// <summary>Reads nodes and backlog from the journal; the transport is asked only for what it alone knows.</summary>
internal sealed class CouncilOperations(
    IJournal journal, ITransport transport, IModelCatalogue catalogue, ProcessIdentity process, TimeProvider clock) : ICouncilOperations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<NodeStatus>> NodesAsync(CancellationToken ct = default) =>
    [
        .. (await journal.ReadNodesAsync(ct)).Select(node =>
            new NodeStatus(node.Id, node.Role, node.State, node.Pools, node.Slots, node.InFlight, node.LastSeen)),
    ];

    public async Task<QueueReport> QueuesAsync(CancellationToken ct = default)
    {
        var depths = (await journal.DepthAsync(process.Owner, ct)).ToDictionary(depth => depth.Pool, StringComparer.Ordinal);
        var nodes = (await journal.ReadNodesAsync(ct)).Where(node => node.State is NodeRow.Ready or NodeRow.Draining).ToList();
        var pools = Pools.Of(catalogue).Union(nodes.SelectMany(node => node.PoolSlots.Keys)).Union(depths.Keys).Order(StringComparer.Ordinal);
        return new QueueReport([.. pools.Select(pool => Status(pool, depths.GetValueOrDefault(pool), nodes))], await transport.TryDeadLettersAsync(ct));
    }

    public async Task<Redrive?> RedriveAsync(string pool, CancellationToken ct = default)
    {
        var queue = (await QueuesAsync(ct)).Queues.FirstOrDefault(it => it.Pool == pool);
        if (queue is null)
        {
            return null;
        }

        await journal.ClearMarksOfPoolAsync(pool, ct);
        transport.Post(new ControlMessage.WakeRelay(pool));
        return new Redrive(pool, queue.Ready, await transport.TryPurgeAsync(ct));
    }

    public async Task<CouncilReach> ReachAsync(CancellationToken ct = default)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var reached = await Task.WhenAll(JournalAsync(both.Token), TransportAsync(both.Token));
        return new CouncilReach(reached[0], reached[1]);
    }

    private static QueueStatus Status(string pool, PoolDepth? depth, IEnumerable<NodeRow> nodes)
    {
        var serving = nodes.Where(node => node.PoolSlots.ContainsKey(pool)).ToList();
        return new QueueStatus(
            pool, depth?.Ready ?? 0, depth?.InFlight ?? 0, depth?.Published ?? 0, depth?.OldestAgeMs ?? 0, serving.Sum(node => node.PoolSlots[pool]), serving.Count);
    }

    private async Task<bool> JournalAsync(CancellationToken ct)
    {
        try
        {
            await journal.DepthAsync(process.Owner, ct).AsTask().WaitAsync(ct);
            return true;
        }
        catch (Exception error) when (error is JournalUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> TransportAsync(CancellationToken ct) =>
        !transport.Capabilities.Shared || await transport.TryDepthAsync(Pools.Of(catalogue)[0], ct) is not null;
}
