using System.Globalization;
using AiCouncil.Conformance.Transport;
using AiCouncil.RabbitMq;
using AiCouncil.Testing.Processes;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>What one test does to the broker of its class, under names of its own.</summary>
internal sealed class RabbitHands(RabbitServer server, string prefix) : IBrokerHands, IAsyncDisposable
{
    private Cable? _cable;

    public RabbitMqTuning Tuning { get; init; } = new()
    {
        Prefix = prefix, ConfirmTimeout = TimeSpan.FromSeconds(2), Heartbeat = TimeSpan.FromSeconds(1), Watchdog = TimeSpan.FromSeconds(4),
        BackoffMost = TimeSpan.FromMilliseconds(500),
    };

    public BrokerNames Names { get; } = new(prefix);

    public Task<ITransport> JoinAsync(TransportUse use) => OpenAsync(server.Uri, use);

    public Task<ITransport> JoinOverCableAsync(TransportUse use)
    {
        _cable = new Cable(server.Port);
        return OpenAsync(new UriBuilder(server.Uri) { Port = _cable.Port }.Uri, use);
    }

    public void Cut() => _cable!.Cut();

    public void Mend() => _cable!.Mend();

    public void Hush() => _cable!.Hush();

    public Task FreezeAsync() => server.FreezeAsync();

    public Task ThawAsync() => server.ThawAsync();

    public Task RestartAsync(bool wipe) => server.RestartAsync(wipe);

    public Task DeleteQueueAsync(string pool) => WithChannelAsync(channel => channel.QueueDeleteAsync(Names.Work(pool)));

    public Task LimitAsync(string pool, int hints) => server.ControlAsync(
        "set_policy", prefix, $"^{prefix}[.]work[.]{pool}$",
        string.Create(CultureInfo.InvariantCulture, $$"""{"max-length":{{hints}},"overflow":"reject-publish"}"""), "--apply-to", "queues");

    public Task PutAsync(string pool, ReadOnlyMemory<byte> body) =>
        WithChannelAsync(channel => channel.BasicPublishAsync("", Names.Work(pool), mandatory: true, body).AsTask());

    public async Task WithChannelAsync(Func<IChannel, Task> act)
    {
        await using var connection = await new ConnectionFactory { Uri = server.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        await act(channel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cable is not null)
        {
            await _cable.DisposeAsync();
        }
    }

    private async Task<ITransport> OpenAsync(Uri uri, TransportUse use)
    {
        var transport = new RabbitMqTransport(
            new RabbitMqOptions { Uri = uri.ToString() }, Tuning, new Random(1), TimeProvider.System, NullLogger<RabbitMqTransport>.Instance);
        await transport.OpenAsync(use, CancellationToken.None);
        return transport;
    }
}
