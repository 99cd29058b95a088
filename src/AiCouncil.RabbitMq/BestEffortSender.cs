using System.Threading.Channels;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>Sends what may be lost, in order, transient and without confirms. Never blocks who posts: what does not fit pushes out the oldest.</summary>
internal sealed class BestEffortSender<T>(int capacity, string exchange, Func<T, (string Key, ReadOnlyMemory<byte> Body)> write)
{
    private static readonly BasicProperties Transient = new() { Persistent = false, ContentType = "application/json" };

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Post(T message) => _waiting.Writer.TryWrite(message);

    public Task RunAsync(string name, BrokerLink link, CancellationToken ct) => link.ServeAsync(name, (connection, stop) => SendAsync(connection, link, stop), ct);

    private async Task SendAsync(IConnection connection, BrokerLink link, CancellationToken stop)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        while (await _waiting.Reader.WaitToReadAsync(stop) && channel.IsOpen)
        {
            await link.UnblockedAsync(stop);
            if (channel.IsOpen && _waiting.Reader.TryRead(out var message))
            {
                var (key, body) = write(message);
                await channel.BasicPublishAsync(exchange, key, mandatory: false, Transient, body, stop);
            }
        }
    }
}
