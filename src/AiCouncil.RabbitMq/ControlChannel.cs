using AiCouncil.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AiCouncil.RabbitMq;

/// <summary>
/// Hears what is addressed to this process: two exclusive queues for each connection, so that the many pieces of text never stand before
/// a cancellation.
/// </summary>
internal sealed class ControlChannel(BrokerNames names, TransportUse use, Handlers<ControlMessage> handlers)
{
    private static readonly Dictionary<string, object?> Bounded = new() { ["x-max-length"] = 10_000 };
    private int _connections;

    /// <summary>Subscribes on a new connection. When a subscription is lost alone, <paramref name="lost"/> is called.</summary>
    public async Task HearAsync(IConnection connection, Action<IConnection, string> lost, CancellationToken ct)
    {
        var number = Interlocked.Increment(ref _connections);
        var relays = use.Orchestrates ? use.Pools.Select(pool => $"relay.{pool}") : [];
        await HearAsync(connection, "control", number, [$"cancel.{use.Address}", $"listen.{use.Address}", $"changed.{use.Address}", .. relays], lost, ct);
        await HearAsync(connection, "delta", number, [$"delta.{use.Address}", $"started.{use.Address}"], lost, ct);
    }

    private async Task HearAsync(IConnection connection, string kind, int number, IEnumerable<string> keys, Action<IConnection, string> lost, CancellationToken ct)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: ct); // ends with the connection
        var queue = names.Private(kind, use.Address, number);
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, Bounded, cancellationToken: ct);
        foreach (var key in keys)
        {
            await channel.QueueBindAsync(queue, names.Control, key, cancellationToken: ct);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => HeardAsync(delivery.Body.Span);
        consumer.UnregisteredAsync += (_, _) => EndedAsync($"queue {queue} has gone");
        channel.ChannelShutdownAsync += (_, end) => EndedAsync(end.ReplyText);
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, ct);

        Task EndedAsync(string why)
        {
            lost(connection, why);
            return Task.CompletedTask;
        }
    }

    /// <summary>What this process sent it has told its own handlers already.</summary>
    private Task HeardAsync(ReadOnlySpan<byte> body)
    {
        if (ControlEnvelope.Read(body) is var (message, from) && from != use.Address)
        {
            handlers.Tell(message);
        }

        return Task.CompletedTask;
    }
}
