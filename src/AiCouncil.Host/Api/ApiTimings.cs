namespace AiCouncil.Host.Api;

/// <summary>The waits of the HTTP surface.</summary>
internal sealed record ApiTimings
{
    /// <summary>Silence before a chat stream commits its headers with a first comment; until then a failure still has its own status.</summary>
    public TimeSpan FirstKeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a chat request outlives its last client before it is cancelled.</summary>
    public TimeSpan Abandon { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a retry may still join a request that ended unread.</summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a failure is told again to a library that repeats by itself: past the last pause of those that are known, and no longer.</summary>
    public TimeSpan RepeatFailure { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between an error frame and the cut of the connection.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(200);
}
