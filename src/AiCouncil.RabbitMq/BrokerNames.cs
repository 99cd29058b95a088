namespace AiCouncil.RabbitMq;

/// <summary>The names of everything on the broker. docs/transports.md lists them.</summary>
internal sealed class BrokerNames(string prefix)
{
    /// <summary>Result hints, read by whichever orchestrator is free.</summary>
    public string Results { get; } = $"{prefix}.results";

    /// <summary>Hints that nobody could read.</summary>
    public string Dead { get; } = $"{prefix}.dead";

    /// <summary>The topic exchange of control messages.</summary>
    public string Control { get; } = $"{prefix}.control";

    public string Work(string pool) => $"{prefix}.work.{pool}";

    /// <summary>An exclusive queue: a name of its own for each connection, as the last one may not be gone yet.</summary>
    public string Private(string kind, string address, int connection) => $"{prefix}.{kind}.{address}.{connection}";

    /// <summary>Held by the one process that makes a pool's queue anew.</summary>
    public string Repair(string pool) => $"{prefix}.repair.{pool}";
}
