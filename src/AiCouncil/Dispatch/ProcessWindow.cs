using AiCouncil.Journal;
using AiCouncil.Models;

namespace AiCouncil.Dispatch;

/// <summary>One process relays to its own workers: it knows its slots, what runs, and which deployments rest.</summary>
internal sealed class ProcessWindow(int slots, DeploymentChooser deployments) : IRelayWindow
{
    public event Action? Opened
    {
        add => deployments.Freed += value;
        remove => deployments.Freed -= value;
    }

    public PublishLimits? AtOnce => new(slots) { Room = deployments.Room() };

    public ValueTask<PublishLimits?> LookAsync(CancellationToken ct) => ValueTask.FromResult(AtOnce);

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
