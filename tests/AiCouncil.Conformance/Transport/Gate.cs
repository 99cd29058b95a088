namespace AiCouncil.Conformance.Transport;

/// <summary>Holds who comes until it is opened, and counts: how many are inside, the most at once, how many passed.</summary>
internal sealed class Gate(int capacity)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _target;
    private int _targetCount;
    private int _passed;

    public int Inside { get; private set; }

    public int Most { get; private set; }

    /// <summary>Done when so many are inside as should ever be.</summary>
    public Task Full => _full.Task;

    public void Open() => _open.TrySetResult();

    public async Task PassAsync()
    {
        Enter();
        await _open.Task;
        await Task.Yield(); // let others come in meanwhile, if they may
        Leave();
    }

    public Task PassedAsync(int count)
    {
        lock (_gate)
        {
            _targetCount = count;
            _target = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Reach();
            return _target.Task;
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            Most = Math.Max(Most, ++Inside);
            if (Inside == capacity)
            {
                _full.TrySetResult();
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            Inside--;
            _passed++;
            Reach();
        }
    }

    private void Reach()
    {
        if (_target is not null && _passed >= _targetCount)
        {
            _target.TrySetResult();
        }
    }
}

/// <summary>Done after so many signals.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Reached => _reached.Task;

    public Task SignalAsync()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _reached.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
