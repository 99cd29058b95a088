using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>Hints over RabbitMQ 3.10 to 4: quorum queues for work, a topic exchange for control. docs/transports.md says what each failure does.</summary>
internal sealed class RabbitMqTransport(
    RabbitMqOptions options, RabbitMqTuning tuning, Random random, TimeProvider clock, ILogger<RabbitMqTransport> log) : ITransport
{
    private readonly CancellationTokenSource _ended = new();
    private readonly EmptiedPools _emptied = new(log);
    private readonly Handlers<ControlMessage> _control = new(log);
    private Task _running = Task.CompletedTask;
    private BrokerParts? _parts;
    private string? _address;

    public TransportCapabilities Capabilities { get; } = new(Shared: true, Lossless: false);

    private BrokerParts Parts => _parts ?? throw new InvalidOperationException("The transport was not opened.");

    public async Task OpenAsync(TransportUse use, CancellationToken ct)
    {
        var parts = BrokerParts.Build(new BrokerGround(options, tuning, use, _emptied, _control, random, clock, log, _ended.Token));
        try
        {
            await parts.OpenAsync(ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            throw StartRefusal.Of(error, parts.Connector);
        }

        (_address, _parts) = (use.Address, parts);
        _running = parts.RunAsync(_ended.Token);
    }

    public IDisposable OnEmptied(Action<string> handler) => _emptied.Add(handler);

    public Task PublishAsync(string pool, CallHint hint, CancellationToken ct) => Parts.Publisher.PublishAsync(pool, hint, ct);

    public async Task ConsumeAsync(string pool, int slots, Func<CallHint, Task> handler, CancellationToken ct)
    {
        var parts = Parts;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        using var consumer = new QueueConsumer(
            parts.Names.Work(pool), slots, body => HintEnvelope.ReadCall(body) is { } hint ? () => handler(hint) : null, tuning, clock, log);
        await consumer.RunAsync(
            parts.Consuming, (connection, ending) => parts.Queues.DeclareAsync(connection, pool, ending),
            () => parts.Repair.LookAgainAsync(pool, stop.Token), stop.Token);
    }

    public void HintResult(RequestId request) => _parts?.Results.Post(request);

    public async Task ConsumeResultsAsync(int concurrency, Func<RequestId, Task> handler, CancellationToken ct)
    {
        var parts = Parts;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        using var consumer = new QueueConsumer(
            parts.Names.Results, concurrency, body => HintEnvelope.ReadResult(body) is { } request ? () => handler(request) : null, tuning, clock, log);
        await consumer.RunAsync(
            parts.Consuming, (connection, ending) => Topology.DeclareResultsAsync(connection, parts.Names, ending), () => Task.CompletedTask, stop.Token);
    }

    public void Post(ControlMessage message)
    {
        var here = message switch
        {
            ControlMessage.News it => it.Server is null || it.Server == _address,
            ControlMessage.Cancel it => it.Incarnation == _address,
            ControlMessage.Listen it => it.Incarnation == _address,
            _ => true, // a relay may be here and elsewhere
        };
        if (here)
        {
            _control.Tell(message);
        }

        if (!here || message is ControlMessage.WakeRelay)
        {
            var sender = message is ControlMessage.Delta or ControlMessage.Started ? _parts?.Text : _parts?.Control;
            sender?.Post(message);
        }
    }

    public IDisposable OnControl(Action<ControlMessage> handler) => _control.Add(handler);

    public async ValueTask<int> DepthAsync(string pool, CancellationToken ct) =>
        (int)(await AskAsync((connection, patience) => Topology.CountAsync(connection, Parts.Names.Work(pool), patience), ct) ?? 0);

    public async ValueTask<int> DeadLettersAsync(CancellationToken ct) =>
        (int)(await AskAsync((connection, patience) => Topology.CountAsync(connection, Parts.Names.Dead, patience), ct) ?? 0);

    public async ValueTask<int> PurgeDeadLettersAsync(CancellationToken ct) =>
        (int)await AskAsync((connection, patience) => Topology.PurgeAsync(connection, Parts.Names.Dead, patience), ct);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running;
    }

    /// <summary>Asked over the consuming connection, which the broker never blocks.</summary>
    private async Task<T> AskAsync<T>(Func<IConnection, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var patience = Patience.For(tuning.Patience, clock, ct, _ended.Token);
        try
        {
            return await ask(await Parts.Consuming.ConnectionAsync(patience.Token), patience.Token).WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // what the client library throws is not a closed set
        catch (Exception error) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new TransportUnavailableException($"RabbitMQ does not answer: {StartRefusal.Explain(error, Parts.Connector)}", error);
        }
    }
}
