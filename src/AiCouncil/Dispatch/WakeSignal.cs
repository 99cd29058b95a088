namespace AiCouncil.Dispatch;

/// <summary>A coalescing wake-up: any number of sets before a wait count once, and none is missed.</summary>
internal sealed class WakeSignal(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _set;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _set = waiter is null;
        }

        waiter?.SetResult();
    }

    /// <summary>Returns at the next set, after <paramref name="atMost"/>, or when <paramref name="ct"/> is cancelled. One waiter at a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (Arm() is not { } waiter)
        {
            return;
        }

        await using var timer = clock.CreateTimer(static state => ((WakeSignal)state!).Set(), this, atMost, Timeout.InfiniteTimeSpan);
        using var cancelled = ct.UnsafeRegister(static state => ((WakeSignal)state!).Set(), this);
        await waiter;
    }

    private Task? Arm()
    {
        lock (_gate)
        {
            if (_set)
            {
                _set = false;
                return null;
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
