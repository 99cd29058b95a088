using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using AiCouncil.Requests;

namespace AiCouncil.Transport;

/// <summary>Bounded channels in one process: the default, and the model of what a transport must do.</summary>
public sealed class InProcessTransport : ITransport
{
    internal const int Capacity = 65_536;
    private readonly ConcurrentDictionary<string, Channel<CallHint>> _pools = new(StringComparer.Ordinal);
    private readonly Channel<RequestId> _results = Channel.CreateBounded<RequestId>(Capacity);
    private ImmutableArray<Action<ControlMessage>> _control = [];
    private volatile bool _closed;

    public TransportCapabilities Capabilities { get; } = new(Shared: false, Lossless: true);

    /// <summary>There is nothing to connect to.</summary>
    public Task OpenAsync(TransportUse use, CancellationToken ct) => Task.CompletedTask;

    /// <summary>A channel is never lost while the process lives.</summary>
    public IDisposable OnEmptied(Action<string> handler) => new Subscription(() => { });

    public Task PublishAsync(string pool, CallHint hint, CancellationToken ct)
    {
        if (!Pool(pool).Writer.TryWrite(hint))
        {
            return Task.FromException(new PublishFailedException(PublishFailure.Rejected, $"The queue of pool '{pool}' is full or closed."));
        }

        return Task.CompletedTask;
    }

    public Task ConsumeAsync(string pool, int slots, Func<CallHint, Task> handler, CancellationToken ct) =>
        ServeAsync(Pool(pool).Reader, slots, handler, ct);

    public void HintResult(RequestId request) => _results.Writer.TryWrite(request);

    public Task ConsumeResultsAsync(int concurrency, Func<RequestId, Task> handler, CancellationToken ct) =>
        ServeAsync(_results.Reader, concurrency, handler, ct);

    public void Post(ControlMessage message)
    {
        foreach (var handler in _control)
        {
            Deliver(handler, message);
        }
    }

    /// <summary>A handler that throws is a bug of its own: neither the sender nor the other handlers pay for it.</summary>
    private static void Deliver(Action<ControlMessage> handler, ControlMessage message)
    {
        try
        {
            handler(message);
        }
#pragma warning disable CA1031 // best effort by contract
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    public IDisposable OnControl(Action<ControlMessage> handler)
    {
        ImmutableInterlocked.Update(ref _control, handlers => handlers.Add(handler));
        return new Subscription(() => ImmutableInterlocked.Update(ref _control, handlers => handlers.Remove(handler)));
    }

    public ValueTask<int> DepthAsync(string pool, CancellationToken ct) => ValueTask.FromResult(Pool(pool).Reader.Count);

    /// <summary>Nothing is unreadable that never was bytes.</summary>
    public ValueTask<int> DeadLettersAsync(CancellationToken ct) => ValueTask.FromResult(0);

    public ValueTask<int> PurgeDeadLettersAsync(CancellationToken ct) => ValueTask.FromResult(0);

    public ValueTask DisposeAsync()
    {
        _closed = true;
        _results.Writer.TryComplete();
        foreach (var pool in _pools.Values)
        {
            pool.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    private Channel<CallHint> Pool(string name)
    {
        var pool = _pools.GetOrAdd(name, _ => Channel.CreateBounded<CallHint>(Capacity));
        if (_closed)
        {
            pool.Writer.TryComplete(); // a pool first named after the end
        }

        return pool;
    }

    /// <summary>A handler that throws is a bug; then all slots end and the consumer hears of it, instead of one dying unheard.</summary>
    private static async Task ServeAsync<T>(ChannelReader<T> reader, int slots, Func<T, Task> handler, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAll(Enumerable.Range(0, slots).Select(_ => ServeOrEndAsync()));

        async Task ServeOrEndAsync()
        {
            try
            {
                await ServeSlotAsync(reader, handler, ending.Token);
            }
            catch
            {
                await ending.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>One slot: it takes the next hint when it has done with the last, so that credit is always the free slots.</summary>
    private static async Task ServeSlotAsync<T>(ChannelReader<T> reader, Func<T, Task> handler, CancellationToken ct)
    {
        await Task.Yield(); // each slot on its own: a handler that never waits must not hold up the others
        while (await MoreAsync(reader, ct))
        {
            if (!ct.IsCancellationRequested && reader.TryRead(out var hint))
            {
                await handler(hint);
            }
        }
    }

    private static async Task<bool> MoreAsync<T>(ChannelReader<T> reader, CancellationToken ct)
    {
        try
        {
            return !ct.IsCancellationRequested && await reader.WaitToReadAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
