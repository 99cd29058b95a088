namespace AiCouncil.Tests.Simulation;

/// <summary>
/// One simulated process: every continuation of the production code in it comes through here. Killing it drops them all, freezing
/// it delays them all.
/// </summary>
internal sealed class SimProcess(SimScheduler scheduler, string name) : SynchronizationContext
{
    public string Name { get; } = name;

    public bool Crashed { get; private set; }

    /// <summary>Ticks; nothing runs before.</summary>
    public long FrozenUntil { get; private set; }

    public void Crash() => Crashed = true;

    public void Freeze(TimeSpan length) => FrozenUntil = scheduler.Now + length.Ticks;

    /// <summary>A dead process's objects may still be finalised, on another thread: nothing of it gets in any more.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!Crashed)
        {
            scheduler.Post(TimeSpan.Zero, this, d, state);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing may block on the simulation.");

    public override SynchronizationContext CreateCopy() => this;
}
