using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace AiCouncil.RabbitMq;

/// <summary>
/// After a crash a quorum queue may stay without a leader for ever (rabbitmq-server#10070): it can be declared, and nothing else. Hints
/// can be lost, a pool cannot stand still: one process looks a second time and makes the queue anew. The journal fills it again.
/// </summary>
internal sealed partial class QueueRepair(BrokerConnector connector, BrokerNames names, WorkQueues queues, RabbitMqTuning tuning, TimeProvider clock, ILogger log)
{
    private const ushort Locked = 405;

    public async Task LookAgainAsync(string pool, CancellationToken ct)
    {
        var connection = await connector.ConnectAsync("repair", ct);
        try
        {
            if (await TakePlaceAsync(connection, pool, ct) && !await AnswersAsync(names.Work(pool), ct))
            {
                await RemakeAsync(pool, ct);
            }
        }
        finally
        {
            await connector.EndAsync(connection);
        }
    }

    /// <summary>False when another process is at it. The broker keeps an exclusive queue for one connection and drops it with that.</summary>
    private async Task<bool> TakePlaceAsync(IConnection connection, string pool, CancellationToken ct)
    {
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeclareAsync(names.Repair(pool), durable: false, exclusive: true, autoDelete: true, cancellationToken: ct);
            return true;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == Locked)
        {
            return false;
        }
    }

    /// <summary>Silence lasts as long as the look; an error comes at once and may pass, so it is waited out and looked at once more.</summary>
    private async Task<bool> AnswersAsync(string queue, CancellationToken ct)
    {
        try
        {
            return await LetsInAsync(queue, ct);
        }
        catch (OperationInterruptedException)
        {
            await Task.Delay(tuning.SecondLook, clock, ct);
        }

        try
        {
            return await LetsInAsync(queue, ct);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == Topology.InternalError)
        {
            return false;
        }
    }

    private async Task<bool> LetsInAsync(string queue, CancellationToken ct)
    {
        using var patience = Patience.For(tuning.SecondLook, clock, ct);
        var connection = await connector.ConnectAsync("repair", ct); // one of its own: such an error ends it
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: patience.Token);
            await channel.BasicQosAsync(0, 1, global: false, patience.Token);
            await channel.BasicConsumeAsync(queue, autoAck: false, new AsyncEventingBasicConsumer(channel), patience.Token).WaitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await connector.EndAsync(connection);
        }
    }

    /// <summary>From a connection that no stuck request stands on.</summary>
    private async Task RemakeAsync(string pool, CancellationToken ct)
    {
        Remaking(log, names.Work(pool));
        var connection = await connector.ConnectAsync("repair", ct);
        try
        {
            await using (var channel = await connection.CreateChannelAsync(cancellationToken: ct))
            {
                await channel.QueueDeleteAsync(names.Work(pool), cancellationToken: ct);
            }

            await queues.DeclareAsync(connection, pool, ct);
        }
        finally
        {
            await connector.EndAsync(connection);
        }
    }

    [LoggerMessage(711, LogLevel.Error, "RabbitMQ: queue {Queue} lets no consumer in and is made anew; its hints come again from the journal")]
    private static partial void Remaking(ILogger log, string queue);
}
