using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.RabbitMq;

/// <summary>What the parts of an opened transport stand on.</summary>
/// <param name="Ended">Cancelled when the transport is disposed.</param>
internal sealed record BrokerGround(
    RabbitMqOptions Options, RabbitMqTuning Tuning, TransportUse Use, EmptiedPools Emptied, Handlers<ControlMessage> Control,
    Random Random, TimeProvider Clock, ILogger Log, CancellationToken Ended);

/// <summary>The parts of an opened transport, put together here. Publishing and consuming have a connection each: the broker blocks publishers only.</summary>
internal sealed record BrokerParts(
    BrokerConnector Connector, BrokerNames Names, BrokerLink Consuming, BrokerLink Publishing, WorkQueues Queues, QueueRepair Repair,
    ConfirmedPublisher Publisher, BestEffortSender<RequestId> Results, BestEffortSender<ControlMessage> Control, BestEffortSender<ControlMessage> Text)
{
    private const int Waiting = 8_192;

    public static BrokerParts Build(BrokerGround ground)
    {
        var (tuning, clock, log, use) = (ground.Tuning, ground.Clock, ground.Log, ground.Use);
        var connector = new BrokerConnector(ground.Options, tuning, use.Address, clock);
        var names = new BrokerNames(tuning.Prefix);
        var backoff = new Backoff(tuning, ground.Random, clock);
        var queues = new WorkQueues(names, ground.Emptied, log);
        queues.Know(use.Pools);
        var control = new ControlChannel(names, use, ground.Control);
        BrokerLink? consuming = null;
        consuming = new BrokerLink(
            connector, "consuming",
            async (connection, ct) =>
            {
                await Topology.DeclareSharedAsync(connection, names, ct);
                await queues.DeclareAllAsync(connection, ct);
                if (use.Orchestrates)
                {
                    await Topology.TryDeclareResultsAsync(connection, names, ct);
                }

                await control.HearAsync(connection, (lost, why) => consuming!.Lose(lost, why), ct);
            },
            backoff, log);
        var publishing = new BrokerLink(connector, "publishing", (_, _) => Task.CompletedTask, backoff, log);
        return new BrokerParts(
            connector, names, consuming, publishing, queues, new QueueRepair(connector, names, queues, tuning, clock, log),
            new ConfirmedPublisher(publishing, consuming, queues, names, tuning, clock, ground.Ended),
            new BestEffortSender<RequestId>(Waiting, "", request => (names.Results, HintEnvelope.Write(request))),
            new BestEffortSender<ControlMessage>(Waiting, names.Control, Write),
            new BestEffortSender<ControlMessage>(Waiting, names.Control, Write));

        (string Key, ReadOnlyMemory<byte> Body) Write(ControlMessage message) => ControlEnvelope.Write(message, use.Address);
    }

    /// <summary>Connects; throws whatever stands in the way, and leaves nothing open then.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        await Consuming.OpenAsync(ct);
        try
        {
            await Publishing.OpenAsync(ct);
        }
        catch
        {
            await Consuming.CloseAsync();
            throw;
        }
    }

    /// <summary>Everything that goes on until <paramref name="ended"/>.</summary>
    public Task RunAsync(CancellationToken ended) => Task.WhenAll(
        Consuming.KeepAsync(ended), Publishing.KeepAsync(ended), Results.RunAsync("the sender of results", Publishing, ended),
        Control.RunAsync("the sender of control messages", Publishing, ended), Text.RunAsync("the sender of text", Publishing, ended));
}
