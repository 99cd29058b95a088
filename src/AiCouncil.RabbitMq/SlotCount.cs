namespace AiCouncil.RabbitMq;

/// <summary>
/// Slots of one consumer across all its channels. Handlers outlive their channel, so a new channel starts with what is free and gets
/// the rest as the handlers of earlier ones end.
/// </summary>
internal sealed class SlotCount(int total)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private Action? _freed;
    private int _channel;
    private int _running;
    private int _earlier;
    private int _granted;

    public bool AnyFree
    {
        get
        {
            lock (_gate)
            {
                return _running < total;
            }
        }
    }

    /// <summary>Handlers of earlier channels still run: more credit will come.</summary>
    public bool AnyEarlier
    {
        get
        {
            lock (_gate)
            {
                return _earlier > 0;
            }
        }
    }

    /// <summary>A new channel; its number.</summary>
    /// <param name="freed">Called when a handler of an earlier channel ends.</param>
    public int Open(Action freed)
    {
        lock (_gate)
        {
            (_earlier, _granted, _freed) = (_running, 0, freed);
            return ++_channel;
        }
    }

    /// <summary>Slots the channel may be given now beyond those it has.</summary>
    public int TakeCredit()
    {
        lock (_gate)
        {
            var credit = total - _earlier - _granted;
            _granted += credit;
            return credit;
        }
    }

    public void Enter()
    {
        lock (_gate)
        {
            _running++;
        }
    }

    public void Leave(int channel)
    {
        Action? freed = null;
        lock (_gate)
        {
            if (channel != _channel)
            {
                _earlier--;
                freed = _freed;
            }

            if (--_running == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }

        freed?.Invoke();
    }

    /// <summary>Done when no handler runs.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
