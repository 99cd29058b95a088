using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.Tests.Simulation;

/// <summary>A broker that outlives processes and treats hints as badly as the seed says.</summary>
internal sealed class SimNet(SimScheduler scheduler, SimFaults faults, Random random)
{
    private readonly Dictionary<string, List<CallHint>> _queues = [];
    private readonly List<SimConsumer> _consumers = [];
    private readonly List<(SimProcess Process, Func<RequestId, Task> Handler)> _results = [];
    private readonly List<(SimProcess Process, Action<ControlMessage> Handler)> _control = [];

    public int DepthOf(string pool) => Queue(pool).Count;

    public void Send(string pool, CallHint hint) => Deliver(() => Enqueue(pool, hint));

    public void Hint(RequestId request) => Deliver(() => ToSomebody(request));

    public void Control(ControlMessage message)
    {
        if (message is ControlMessage.Delta or ControlMessage.Started || random.NextDouble() < faults.Drop)
        {
            return;
        }

        foreach (var (process, handler) in _control)
        {
            scheduler.Post(Moment(), process, _ => handler(message), null);
        }
    }

    public void AddControl(SimProcess process, Action<ControlMessage> handler) => _control.Add((process, handler));

    public void RemoveControl(Action<ControlMessage> handler) => _control.RemoveAll(it => it.Handler == handler);

    public void AddResults(SimProcess process, Func<RequestId, Task> handler) => _results.Add((process, handler));

    public void AddConsumer(SimConsumer consumer)
    {
        _consumers.Add(consumer);
        Match(consumer.Pool);
    }

    /// <summary>What a dead consumer had not acknowledged is handed over again; with it go its subscriptions.</summary>
    public void Forget(SimProcess process)
    {
        _results.RemoveAll(it => it.Process == process);
        _control.RemoveAll(it => it.Process == process);
        foreach (var consumer in _consumers.FindAll(it => it.Process == process))
        {
            _consumers.Remove(consumer);
            consumer.Unacked.ForEach(hint => Enqueue(consumer.Pool, hint));
        }
    }

    public void Match(string pool)
    {
        var queue = Queue(pool);
        while (queue.Count > 0)
        {
            var free = _consumers.FindAll(it => it.Pool == pool && it.HasRoom);
            if (free.Count == 0)
            {
                return;
            }

            var hint = queue[0];
            queue.RemoveAt(0);
            free[random.Next(free.Count)].Take(hint, Moment());
        }
    }

    private void Deliver(Action arrive)
    {
        if (random.NextDouble() < faults.Drop)
        {
            return;
        }

        scheduler.Post(Moment(), null, _ => arrive(), null);
        if (random.NextDouble() < faults.Duplicate)
        {
            scheduler.Post(Moment() * (random.Next(2) == 0 ? 1 : random.Next(1, 500)), null, _ => arrive(), null);
        }
    }

    private void ToSomebody(RequestId request)
    {
        var alive = _results.FindAll(it => !it.Process.Crashed);
        if (alive.Count > 0)
        {
            var (process, handler) = alive[random.Next(alive.Count)];
            scheduler.Post(Moment(), process, _ => scheduler.Observe(handler(request)), null);
        }
    }

    private void Enqueue(string pool, CallHint hint)
    {
        Queue(pool).Add(hint);
        Match(pool);
    }

    private List<CallHint> Queue(string pool)
    {
        if (!_queues.TryGetValue(pool, out var queue))
        {
            _queues[pool] = queue = [];
        }

        return queue;
    }

    private TimeSpan Moment() => random.NextDouble() < faults.Late
        ? TimeSpan.FromMilliseconds(random.Next(100, 3_000))
        : TimeSpan.FromMicroseconds(random.Next(0, 2_000));
}

/// <summary>One process's consumption of one pool: never more deliveries than slots.</summary>
internal sealed class SimConsumer(SimScheduler scheduler, SimNet net, SimProcess process, string pool, int slots, Func<CallHint, Task> handler)
{
    private readonly TaskCompletionSource _idle = new();
    private bool _closed;

    public SimProcess Process => process;

    public string Pool => pool;

    public List<CallHint> Unacked { get; } = [];

    public bool HasRoom => !_closed && !process.Crashed && Unacked.Count < slots;

    public Task Idle => _idle.Task;

    public void Take(CallHint hint, TimeSpan delay)
    {
        Unacked.Add(hint);
        scheduler.Post(delay, process, state => scheduler.Observe(HandleAsync((CallHint)state!)), hint);
    }

    public void Close()
    {
        _closed = true;
        if (Unacked.Count == 0)
        {
            _idle.TrySetResult();
        }
    }

    private async Task HandleAsync(CallHint hint)
    {
        await handler(hint);
        Unacked.Remove(hint);
        net.Match(pool);
        if (_closed && Unacked.Count == 0)
        {
            _idle.TrySetResult();
        }
    }
}
