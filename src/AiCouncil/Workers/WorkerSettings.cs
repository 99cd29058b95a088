namespace AiCouncil.Workers;

/// <summary>How a worker node behaves.</summary>
internal sealed record WorkerSettings
{
    /// <summary>Pools with the calls that may run at once in each.</summary>
    public required IReadOnlyDictionary<string, int> Pools { get; init; }

    /// <summary>How long the node's claims stay its own without a renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long calls in flight may go on after a stop was asked for.</summary>
    public TimeSpan Grace => CallTimeout + TimeSpan.FromSeconds(30);

    public string NodeId { get; init; } = "";

    /// <summary>server or worker.</summary>
    public string Role { get; init; } = "server";

    /// <summary>The program's version, shown by <c>council nodes</c>.</summary>
    public string Version { get; init; } = typeof(WorkerSettings).Assembly.GetName().Version?.ToString(3) ?? "";

    public int Slots => Pools.Values.Sum();
}
