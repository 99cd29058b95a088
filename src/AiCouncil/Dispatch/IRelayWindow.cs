using AiCouncil.Journal;

namespace AiCouncil.Dispatch;

/// <summary>How much of one pool's backlog this process may publish: what differs between one process and a cluster.</summary>
internal interface IRelayWindow
{
    /// <summary>There may be more room than at the last look.</summary>
    event Action? Opened;

    /// <summary>What is known without asking; null where another process may relay the pool.</summary>
    PublishLimits? AtOnce { get; }

    /// <summary>Null where nothing may be published now: another process relays the pool, or no worker serves it.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot tell.</exception>
    ValueTask<PublishLimits?> LookAsync(CancellationToken ct);

    /// <summary>This process relays the pool no longer; another may at once.</summary>
    ValueTask CloseAsync();
}
