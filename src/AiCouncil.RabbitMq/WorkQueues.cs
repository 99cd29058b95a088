using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>The work queues this process knows: declared on every new connection, and told when one had to be made.</summary>
internal sealed partial class WorkQueues(BrokerNames names, EmptiedPools emptied, ILogger log)
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _declared = new(StringComparer.Ordinal);

    public void Know(IEnumerable<string> pools)
    {
        foreach (var pool in pools)
        {
            _declared.TryAdd(pool, new Lazy<Task>(Task.CompletedTask));
        }
    }

    /// <summary>Declares all of them.</summary>
    public async Task DeclareAllAsync(IConnection connection, CancellationToken ct)
    {
        foreach (var pool in _declared.Keys)
        {
            await DeclareAsync(connection, pool, ct);
        }
    }

    /// <summary>Declares one that somebody may have deleted meanwhile.</summary>
    public async Task DeclareAsync(IConnection connection, string pool, CancellationToken ct)
    {
        var existed = await Topology.CountAsync(connection, names.Work(pool), ct) is not null;
        await Topology.DeclareWorkAsync(connection, names, pool, ct);
        if (!existed)
        {
            Made(log, names.Work(pool));
            emptied.Tell(pool);
        }
    }

    /// <summary>Declares a pool that was not named at the start, once. Done at once for a known one.</summary>
    public async Task EnsureAsync(string pool, BrokerLink link, CancellationToken ended, CancellationToken ct)
    {
        var once = _declared.GetOrAdd(pool, _ => new Lazy<Task>(async () => await DeclareAsync(await link.ConnectionAsync(ended), pool, ended)));
        try
        {
            await once.Value.WaitAsync(ct);
        }
        catch when (once.Value.IsFaulted || once.Value.IsCanceled)
        {
            _declared.TryRemove(KeyValuePair.Create(pool, once));
            throw;
        }
    }

    /// <summary>The queue has gone: the next use declares it again.</summary>
    public void Forget(string pool) => _declared.TryRemove(pool, out _);

    [LoggerMessage(708, LogLevel.Information, "RabbitMQ: made queue {Queue}")]
    private static partial void Made(ILogger log, string queue);
}
