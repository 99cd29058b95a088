using AiCouncil.Journal;

namespace AiCouncil.Tests.Simulation;

/// <summary>The edges of one process's effects: where it may die, freeze, or lose the journal.</summary>
internal sealed class SimBoundary(SimScheduler scheduler, SimProcess process, SimFaults faults, Random random, TimeSpan lease)
{
    public async Task BeforeAsync()
    {
        await EdgeAsync();
        if (random.NextDouble() < faults.JournalFault)
        {
            throw new JournalUnavailableException("drawn: not written");
        }
    }

    public async Task AfterAsync()
    {
        await EdgeAsync();
        if (random.NextDouble() < faults.JournalFault)
        {
            throw new JournalUnavailableException("drawn: written, the reply was lost");
        }
    }

    /// <summary>A moment passes, in which other processes go on; now and then it is the last one.</summary>
    public Task EdgeAsync()
    {
        if (random.NextDouble() < faults.Crash)
        {
            process.Crash();
            return new TaskCompletionSource().Task;
        }

        if (random.NextDouble() < faults.Freeze)
        {
            process.Freeze(lease * (0.5 + (random.NextDouble() * 2.5)));
        }

        return DelayAsync(TimeSpan.FromMicroseconds(random.Next(0, 3_000)));
    }

    /// <summary>Virtual time passes for this process.</summary>
    public Task DelayAsync(TimeSpan time)
    {
        var passed = new TaskCompletionSource();
        scheduler.Post(time, process, _ => passed.TrySetResult(), null);
        return passed.Task;
    }
}
