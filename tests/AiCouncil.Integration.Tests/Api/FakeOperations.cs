using AiCouncil.Requests;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>Two nodes and one pool, and a transport that may be away.</summary>
internal sealed class FakeOperations : ICouncilOperations
{
    public bool TransportAway { get; set; }

    public Task<IReadOnlyList<NodeStatus>> NodesAsync(CancellationToken ct = default) => Task.FromResult<IReadOnlyList<NodeStatus>>(
    [
        new("front", "server", "ready", [], 0, 0, DateTimeOffset.UnixEpoch),
        new("back", "worker", "draining", ["default", "gpu"], 8, 2, DateTimeOffset.UnixEpoch),
    ]);

    public Task<QueueReport> QueuesAsync(CancellationToken ct = default) =>
        Task.FromResult(new QueueReport([new QueueStatus("default", 3, 2, 1, 40, 8, 1)], TransportAway ? null : 4));

    public async Task<Redrive?> RedriveAsync(string pool, CancellationToken ct = default) =>
        pool == "default" ? new Redrive(pool, 3, (await QueuesAsync(ct)).Unparseable) : null;

    public Task<CouncilReach> ReachAsync(CancellationToken ct = default) => Task.FromResult(new CouncilReach(true, !TransportAway));
}
