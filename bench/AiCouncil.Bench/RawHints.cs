using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AiCouncil.Bench;

/// <summary>The bare client at its best: one confirming channel, one consuming channel with as many handlers as there are callers.</summary>
internal sealed class RawHints : IAsyncDisposable
{
    private const string Queue = "raw.work";
    private static readonly byte[] Body = new byte[100];
    private static readonly CreateChannelOptions Confirming = new(true, true, null);

    private readonly IConnection _publishing;
    private readonly IConnection _consuming;
    private readonly IChannel _out;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private int _sent;

    private RawHints(IConnection publishing, IConnection consuming, IChannel channel) => (_publishing, _consuming, _out) = (publishing, consuming, channel);

    public static async Task<RawHints> StartAsync(Uri broker, ushort slots)
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false };
        var publishing = await factory.CreateConnectionAsync();
        var raw = new RawHints(publishing, await factory.CreateConnectionAsync(), await publishing.CreateChannelAsync(Confirming));
        await raw.ConsumeAsync(slots);
        return raw;
    }

    /// <summary>Ends when the hint is confirmed and its handler has run.</summary>
    public async Task PassAsync()
    {
        var id = Interlocked.Increment(ref _sent).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var handled = _waiting[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _out.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { MessageId = id, Persistent = true }, Body);
        await handled.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync();
        await _consuming.DisposeAsync();
    }

    private async Task ConsumeAsync(ushort slots)
    {
        var channel = await _consuming.CreateChannelAsync(new CreateChannelOptions(false, false, null, slots));
        await channel.BasicQosAsync(0, slots, false);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (_waiting.TryRemove(delivery.BasicProperties.MessageId!, out var handled))
            {
                handled.SetResult();
            }

            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
    }
}
