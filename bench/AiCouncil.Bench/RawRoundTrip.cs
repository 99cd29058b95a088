using System.Collections.Concurrent;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AiCouncil.Bench;

/// <summary>
/// What the bare clients need for the least that a durable call takes: a commit before it, a message through a quorum queue with a
/// confirm, two commits of who runs it, a message back.
/// </summary>
internal sealed class RawRoundTrip : IAsyncDisposable
{
    private const string Work = "raw.work";
    private const string Results = "raw.results";
    private static readonly byte[] Body = new byte[1024];

    private readonly NpgsqlDataSource _database;
    private readonly IConnection _publishing;
    private readonly IConnection _consuming;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IChannel> _free = [];
    private int _sent;

    private RawRoundTrip(NpgsqlDataSource database, IConnection publishing, IConnection consuming) =>
        (_database, _publishing, _consuming) = (database, publishing, consuming);

    public static async Task<RawRoundTrip> StartAsync(string database, Uri broker, int slots)
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false, ConsumerDispatchConcurrency = (ushort)slots };
        var raw = new RawRoundTrip(
            NpgsqlDataSource.Create(database + ";Maximum Pool Size=32"), await factory.CreateConnectionAsync(), await factory.CreateConnectionAsync());
        await raw.PrepareAsync((ushort)slots);
        return raw;
    }

    public async Task CallAsync()
    {
        var id = Interlocked.Increment(ref _sent).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = back;
        await CommitAsync();
        await PublishAsync(Work, id);
        await back.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync();
        await _consuming.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task PrepareAsync(ushort slots)
    {
        await using (var make = _database.CreateCommand("create table if not exists raw (id bigint generated always as identity primary key, body bytea)"))
        {
            await make.ExecuteNonQueryAsync();
        }

        var worker = await _consuming.CreateChannelAsync(new CreateChannelOptions(false, false, consumerDispatchConcurrency: slots));
        await worker.BasicQosAsync(0, slots, false);
        await worker.QueueDeclareAsync(Work, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await worker.QueueDeclareAsync(Results, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await worker.QueuePurgeAsync(Work);
        await worker.QueuePurgeAsync(Results);
        await ConsumeAsync(worker, Work, async (id, tag) =>
        {
            await CommitAsync();
            await CommitAsync();
            await PublishAsync(Results, id);
            await worker.BasicAckAsync(tag, multiple: false);
        });
        var reader = await _consuming.CreateChannelAsync(new CreateChannelOptions(false, false, consumerDispatchConcurrency: slots));
        await reader.BasicQosAsync(0, slots, false);
        await ConsumeAsync(reader, Results, async (id, tag) =>
        {
            await reader.BasicAckAsync(tag, multiple: false);
            if (_waiting.TryRemove(id, out var back))
            {
                back.SetResult();
            }
        });
    }

    private static async Task ConsumeAsync(IChannel channel, string queue, Func<string, ulong, Task> handle)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => handle(delivery.BasicProperties.MessageId!, delivery.DeliveryTag);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    /// <summary>One channel for each publish under way, kept for the next: a confirm is awaited, and channels are not shared.</summary>
    private async Task PublishAsync(string queue, string id)
    {
        if (!_free.TryTake(out var channel))
        {
            channel = await _publishing.CreateChannelAsync(new CreateChannelOptions(true, true));
        }

        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { MessageId = id, Persistent = true }, Body);
        _free.Add(channel);
    }

    private async Task CommitAsync()
    {
        await using var insert = _database.CreateCommand("insert into raw (body) values ($1)");
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Body });
        await insert.ExecuteNonQueryAsync();
    }
}
