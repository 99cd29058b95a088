using AiCouncil.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AiCouncil.RabbitMq;

/// <summary>
/// Publishes hints, persistent and mandatory, and waits until the broker confirms each. Only a window of them is in the broker's hands
/// at once; the rest wait here as callers, so that nothing piles up in the client library.
/// </summary>
#pragma warning disable CA1001 // semaphores without a wait handle hold nothing, and a publish may still leave one after the end
internal sealed class ConfirmedPublisher(
    BrokerLink publishing, BrokerLink declaring, WorkQueues queues, BrokerNames names, RabbitMqTuning tuning, TimeProvider clock, CancellationToken ended)
#pragma warning restore CA1001
{
    private static readonly BasicProperties Persistent = new() { Persistent = true, ContentType = "application/json" };
    private readonly SemaphoreSlim _window = new(tuning.Window);
    private readonly SemaphoreSlim _opening = new(1);
    private IConnection? _connection;
    private IChannel? _channel;

    public async Task PublishAsync(string pool, CallHint hint, CancellationToken ct)
    {
        using var patience = Patience.For(tuning.ConfirmTimeout, clock, ct, ended);
        var entered = false;
        try
        {
            await _window.WaitAsync(patience.Token);
            entered = true;
            await SendAsync(pool, hint, await ReadyAsync(pool, patience.Token), ct);
        }
        catch (Exception error) when (error is not PublishFailedException && !ct.IsCancellationRequested)
        {
            throw NotSent(pool, error);
        }
        finally
        {
            if (entered)
            {
                _window.Release();
            }
        }
    }

    /// <summary>A channel on a connection that takes messages, the queue being there.</summary>
    private async Task<(IConnection, IChannel)> ReadyAsync(string pool, CancellationToken ct)
    {
        var connection = await publishing.ConnectionAsync(ct);
        await publishing.UnblockedAsync(ct);
        await queues.EnsureAsync(pool, declaring, ended, ct);
        await _opening.WaitAsync(ct);
        try
        {
            if (_connection != connection || _channel is not { IsOpen: true })
            {
                _channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null), ct);
                _connection = connection;
            }

            return (connection, _channel);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task SendAsync(string pool, CallHint hint, (IConnection Connection, IChannel Channel) to, CancellationToken ct)
    {
        using var patience = Patience.For(tuning.ConfirmTimeout, clock, ct);
        try
        {
            await to.Channel.BasicPublishAsync("", names.Work(pool), mandatory: true, Persistent, HintEnvelope.Write(hint), patience.Token);
        }
        catch (PublishException error) when (error.IsReturn)
        {
            queues.Forget(pool); // somebody deleted it: the next publish makes it again
            throw new PublishFailedException(PublishFailure.Unroutable, $"RabbitMQ has no queue {names.Work(pool)}.", error);
        }
        catch (PublishException error) when (to.Channel.IsOpen)
        {
            throw new PublishFailedException(PublishFailure.Rejected, $"RabbitMQ did not take the hint for pool '{pool}'.", error);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            if (error is OperationCanceledException && !publishing.IsBlocked)
            {
                publishing.Lose(to.Connection, "a confirm did not come"); // else more would pile up behind it
            }

            throw new PublishFailedException(PublishFailure.Unknown, $"RabbitMQ did not confirm the hint for pool '{pool}': {error.Message}", error);
        }
    }

    private PublishFailedException NotSent(string pool, Exception error)
    {
        var why = ended.IsCancellationRequested ? "the transport has ended"
            : publishing.IsBlocked ? "the broker takes no messages"
            : error is OperationCanceledException ? "there is no connection" : error.Message;
        return new PublishFailedException(PublishFailure.Rejected, $"The hint for pool '{pool}' was not sent: {why}.", error);
    }
}
