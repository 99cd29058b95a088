namespace AiCouncil.Tests.Simulation;

/// <summary>
/// Virtual time: everything that happens is an action at an instant, run one at a time. Actions of one instant run in an order
/// drawn from the seed, so that a seed is one interleaving and repeats itself.
/// </summary>
internal sealed class SimScheduler(Random random)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly PriorityQueue<(SimProcess? Process, SendOrPostCallback Action, object? State), (long At, int Draw)> _queue = new();

    /// <summary>Ticks since the world began.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    public void Post(TimeSpan delay, SimProcess? process, SendOrPostCallback action, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Strays.Enqueue($"work reached the simulation from another thread and would not repeat itself:\n{Environment.StackTrace}");
            return;
        }

        _queue.Enqueue((process, action, state), (Now + Math.Max(0, delay.Ticks), random.Next()));
    }

    /// <summary>Work that came from outside the simulation: the harness's own bug.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Strays { get; } = new();

    /// <summary>What production code let escape: always a bug.</summary>
    public List<string> Defects { get; } = [];

    /// <summary>Watches work that nobody awaits.</summary>
    public void Observe(Task work) => work.ContinueWith(
        (task, _) => Defects.Add(task.Exception!.GetBaseException().ToString()), null,
        CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Runs until <paramref name="done"/>, the queue is empty, or virtual time passes <paramref name="limit"/>.</summary>
    public void Run(Func<bool> done, TimeSpan limit)
    {
        while (!done() && _queue.TryDequeue(out var item, out var at))
        {
            Now = Math.Max(Now, at.At);
            if (Now > limit.Ticks)
            {
                return;
            }

            Steps++;
            Step(item.Process, item.Action, item.State);
        }
    }

    private void Step(SimProcess? process, SendOrPostCallback action, object? state)
    {
        if (process is { Crashed: true })
        {
            return; // what a dead process would have done next does not happen
        }

        if (process is { FrozenUntil: var until } && until > Now)
        {
            Post(TimeSpan.FromTicks(until - Now), process, action, state);
            return;
        }

        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(process);
        try
        {
            action(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
