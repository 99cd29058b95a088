namespace AiCouncil.RabbitMq;

/// <summary>Sizes and waits that nobody has to configure; tests shorten them.</summary>
internal sealed record RabbitMqTuning
{
    /// <summary>Begins the name of every queue and exchange; its version changes when their arguments do, which the broker never lets change.</summary>
    public string Prefix { get; init; } = "council.v1";

    /// <summary>Publishes that wait for their confirm at once. 64 is where a quorum queue stops gaining: more adds latency only.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Longest wait for a confirm, and before that for the connection.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A queue that does not let a consumer in for so long on a living connection is suspected to have no leader.</summary>
    public TimeSpan ConsumePatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The second look, on a connection of its own, before such a queue is made anew.</summary>
    public TimeSpan SecondLook { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a delivery for so long while hints wait and slots are free, the channel is opened anew.</summary>
    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A peer that says nothing for twice as long is gone.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the answer to one request of the protocol, and for a connection.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a polite end of a channel or a connection.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan BackoffMost { get; init; } = TimeSpan.FromSeconds(5);
}
