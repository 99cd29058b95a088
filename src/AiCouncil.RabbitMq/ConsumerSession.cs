using AiCouncil.Dispatch;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace AiCouncil.RabbitMq;

/// <summary>
/// The life of one channel of a consumer. Its credit is the free slots; each hint is handed over as it arrives and acknowledged when its
/// handler ends. Nothing is ever put back by a nack: what is not handed over goes back when the channel closes.
/// </summary>
internal sealed partial class ConsumerSession
{
    /// <summary>Between two grants of credit while handlers of earlier channels end: each is a consumer of its own on the channel.</summary>
    private static readonly TimeSpan GrantPause = TimeSpan.FromMilliseconds(250);

    private readonly ConsumerGround _ground;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly WakeSignal _changed;
    private readonly AsyncEventingBasicConsumer _consumer;
    private readonly List<string> _tags = [];
    private readonly int _number;
    private volatile bool _broken;
    private volatile bool _stopping;
    private volatile bool _held;
    private long _progress;

    private ConsumerSession(ConsumerGround ground, IConnection connection, IChannel channel)
    {
        (_ground, _connection, _channel, _changed) = (ground, connection, channel, new WakeSignal(ground.Clock));
        _number = ground.Slots.Open(_changed.Set);
        _progress = ground.Clock.GetTimestamp();
        _consumer = new AsyncEventingBasicConsumer(channel);
        _consumer.ReceivedAsync += (_, delivery) => ReceivedAsync(delivery);
        _consumer.UnregisteredAsync += (_, _) => BreakAsync(); // the queue was deleted
        channel.ChannelShutdownAsync += (_, _) => BreakAsync();
        channel.CallbackExceptionAsync += (_, _) => BreakAsync();
    }

    public static async Task<ConsumerSession> OpenAsync(IConnection connection, ConsumerGround ground, CancellationToken ct) =>
        new(ground, connection, await connection.CreateChannelAsync(cancellationToken: ct));

    public async Task<SessionEnd> RunAsync(CancellationToken stop)
    {
        var end = SessionEnd.Again;
        try
        {
            end = await ConsumeAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            end = SessionEnd.Stopped;
        }
        finally
        {
            if (end != SessionEnd.Unanswered)
            {
                await EndAsync(wait: end == SessionEnd.Stopped);
            }
        }

        return end;
    }

    private async Task<SessionEnd> ConsumeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !_broken)
        {
            if (_ground.Slots.TakeCredit() is > 0 and var credit)
            {
                if (!await GrantAsync(credit, stop))
                {
                    return SessionEnd.Unanswered;
                }

                await (_ground.Slots.AnyEarlier ? Task.Delay(GrantPause, _ground.Clock, stop) : Task.CompletedTask);
            }
            else
            {
                await _changed.WaitAsync(_ground.Tuning.Watchdog / 4, stop);
                if (await IsStuckAsync(stop))
                {
                    return SessionEnd.Again;
                }
            }
        }

        return stop.IsCancellationRequested ? SessionEnd.Stopped : SessionEnd.Again;
    }

    /// <summary>False when the queue lets nobody in.</summary>
    private async Task<bool> GrantAsync(int credit, CancellationToken stop)
    {
        using var patience = Patience.For(_ground.Tuning.ConsumePatience, _ground.Clock, stop);
        try
        {
            await _channel.BasicQosAsync(0, (ushort)credit, global: false, patience.Token);
            _tags.Add(await _channel.BasicConsumeAsync(_ground.Queue, autoAck: false, _consumer, patience.Token).WaitAsync(patience.Token));
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == Topology.InternalError)
        {
            return false;
        }
    }

    private Task ReceivedAsync(BasicDeliverEventArgs delivery)
    {
        _progress = _ground.Clock.GetTimestamp();
        if (_stopping)
        {
            _held = true; // raced with the stop: goes back when the channel closes
            return Task.CompletedTask;
        }

        if (_ground.Read(delivery.Body) is not { } handler) // reads at once: the buffer is the client library's
        {
            Unreadable(_ground.Log, _ground.Queue);
            return _channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false).AsTask(); // set aside
        }

        _ground.Slots.Enter();
        _ = HandleAsync(handler, delivery.DeliveryTag); // counted: IdleAsync waits for it
        return Task.CompletedTask;
    }

    private async Task HandleAsync(Func<Task> handler, ulong tag)
    {
        await Task.Yield(); // the channel has more to deliver
        try
        {
            await handler();
            await AckAsync(tag);
        }
#pragma warning disable CA1031 // a bug, thrown where the consumer is awaited
        catch (Exception error)
#pragma warning restore CA1031
        {
            _ground.Broke(error);
        }
        finally
        {
            _progress = _ground.Clock.GetTimestamp();
            _ground.Slots.Leave(_number);
        }
    }

    /// <summary>Where the channel has gone meanwhile the broker hands the hint to somebody again, and the journal knows that it is spent.</summary>
    private async Task AckAsync(ulong tag)
    {
        try
        {
            await _channel.BasicAckAsync(tag, multiple: false);
        }
#pragma warning disable CA1031 // what the client library throws is not a closed set
        catch (Exception)
#pragma warning restore CA1031
        {
            _broken = true;
            _changed.Set();
        }
    }

    /// <summary>Hints wait, slots are free, and nothing comes: the broker has forgotten this consumer.</summary>
    private async Task<bool> IsStuckAsync(CancellationToken stop)
    {
        var quiet = _ground.Clock.GetElapsedTime(_progress) >= _ground.Tuning.Watchdog;
        if (_broken || !quiet || !_ground.Slots.AnyFree)
        {
            return false;
        }

        using var patience = Patience.For(_ground.Tuning.Patience, _ground.Clock, stop);
        var waiting = await Topology.CountAsync(_connection, _ground.Queue, patience.Token).WaitAsync(patience.Token) > 0;
        if (waiting)
        {
            Stuck(_ground.Log, _ground.Queue);
        }

        return waiting;
    }

    /// <summary>
    /// Takes nothing more, lets the handlers acknowledge, then closes the channel: at once if it holds what was not handed over, or when
    /// another channel is to follow.
    /// </summary>
    private async Task EndAsync(bool wait)
    {
        _stopping = true;
        using var patience = Patience.For(_ground.Tuning.Farewell, _ground.Clock, CancellationToken.None);
        try
        {
            foreach (var tag in _broken ? [] : _tags)
            {
                await _channel.BasicCancelAsync(tag, noWait: false, patience.Token).WaitAsync(patience.Token); // after its answer nothing more arrives
            }

            await (wait && !_held && !_broken ? _ground.Slots.IdleAsync() : Task.CompletedTask);
            using var farewell = Patience.For(_ground.Tuning.Farewell, _ground.Clock, CancellationToken.None);
            await _channel.CloseAsync(farewell.Token).WaitAsync(farewell.Token);
        }
#pragma warning disable CA1031 // it is over either way, and a stop does not wait for a broker that is away
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private Task BreakAsync()
    {
        _broken = true;
        _changed.Set();
        return Task.CompletedTask;
    }

    [LoggerMessage(709, LogLevel.Warning, "RabbitMQ: a message of {Queue} names nothing that can be read; it was set aside")]
    private static partial void Unreadable(ILogger log, string queue);

    [LoggerMessage(710, LogLevel.Warning, "RabbitMQ: {Queue} holds hints and delivers none to free slots; consuming anew")]
    private static partial void Stuck(ILogger log, string queue);
}
