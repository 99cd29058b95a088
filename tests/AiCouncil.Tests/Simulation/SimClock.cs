namespace AiCouncil.Tests.Simulation;

/// <summary>Virtual time as a process sees it; its timers fire in the process, or not at all when that is dead.</summary>
internal sealed class SimClock(SimScheduler scheduler, SimProcess? process) : TimeProvider
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(scheduler.Now);

    public override long GetTimestamp() => scheduler.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(scheduler, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimScheduler scheduler, SimProcess? process, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
            {
                return false;
            }

            Schedule(dueTime, period, ++_setting);
            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Schedule(TimeSpan due, TimeSpan period, int setting)
        {
            if (due != Timeout.InfiniteTimeSpan)
            {
                scheduler.Post(due, process, _ => Fire(period, setting), null);
            }
        }

        private void Fire(TimeSpan period, int setting)
        {
            if (_disposed || setting != _setting)
            {
                return;
            }

            if (period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero)
            {
                Schedule(period, period, setting);
            }

            callback(state);
        }
    }
}
