using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AiCouncil.RabbitMq;

/// <summary>Every object on the broker. Declaring again is harmless; one that exists and differs closes the channel with 406.</summary>
internal static class Topology
{
    public const ushort NotFound = 404;

    /// <summary>What a queue without a leader may say instead of nothing; it ends the connection.</summary>
    public const ushort InternalError = 541;

    /// <summary>What all processes share beside the work queues. The dead letters' queue comes before any queue that points to it.</summary>
    public static async Task DeclareSharedAsync(IConnection connection, BrokerNames names, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.ExchangeDeclareAsync(names.Control, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: ct);
        await channel.QueueDeclareAsync(names.Dead, durable: true, exclusive: false, autoDelete: false, Dead, cancellationToken: ct);
    }

    /// <summary>
    /// By those alone who read results: it lives on one node of a broker cluster, and while that one is away nobody else's connection may
    /// depend on it. Hints without a queue are dropped, and the wake sweep finds their requests.
    /// </summary>
    public static async Task DeclareResultsAsync(IConnection connection, BrokerNames names, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.QueueDeclareAsync(names.Results, durable: true, exclusive: false, autoDelete: false, Results, cancellationToken: ct);
    }

    /// <summary>So that hints are kept from the start; where it cannot be had now, its reader tries on.</summary>
    public static async Task TryDeclareResultsAsync(IConnection connection, BrokerNames names, CancellationToken ct)
    {
        try
        {
            await DeclareResultsAsync(connection, names, ct);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == NotFound)
        {
            // The broker node that keeps it is away.
        }
    }

    public static async Task DeclareWorkAsync(IConnection connection, BrokerNames names, string pool, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.QueueDeclareAsync(names.Work(pool), durable: true, exclusive: false, autoDelete: false, Work(names), cancellationToken: ct);
    }

    /// <summary>Messages that wait in a queue, null when there is none of this name.</summary>
    public static async Task<uint?> CountAsync(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct); // one of its own: a 404 ends it
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == NotFound)
        {
            return null;
        }
    }

    /// <summary>Empties a queue; how many messages it held.</summary>
    public static async Task<uint> PurgeAsync(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        return await channel.QueuePurgeAsync(queue, ct);
    }

    private static Dictionary<string, object?> Work(BrokerNames names) => new()
    {
        ["x-queue-type"] = "quorum",
        // A backstop only: attempts are counted in the journal, and handing back at a stop counts here too.
        ["x-delivery-limit"] = 1000,
        ["x-dead-letter-exchange"] = "",
        ["x-dead-letter-routing-key"] = names.Dead,
    };

    private static Dictionary<string, object?> Dead => new() { ["x-queue-type"] = "quorum", ["x-max-length"] = 10_000 };

    /// <summary>Durable although its messages are not: from 4.3 on the broker refuses other shared queues. The journal's wakes make losses harmless.</summary>
    private static Dictionary<string, object?> Results => new() { ["x-max-length"] = 100_000, ["x-message-ttl"] = 60_000 };
}
