using System.Globalization;
using AiCouncil.RabbitMq;
using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>A broker that shows a certificate of an authority of its own and asks for one.</summary>
public sealed class RabbitMqTlsTests : IClassFixture<RabbitMqTlsTests.TlsFixture>
{
    private readonly TlsFixture _tls;

    public RabbitMqTlsTests(TlsFixture tls) => _tls = tls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sides_prove_who_they_are()
    {
        await using var transport = new RabbitMqTransport(
            _tls.Options, new RabbitMqTuning(), new Random(1), TimeProvider.System, NullLogger<RabbitMqTransport>.Instance);
        await transport.OpenAsync(new TransportUse("here", ["default"], true), Ct);
        var hint = new CallHint(new CallId(new RequestId(Guid.Empty), 1));
        await transport.PublishAsync("default", hint, Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        CallHint? seen = null;
        await transport.ConsumeAsync("default", 1, it => { seen = it; return stop.CancelAsync(); }, stop.Token);
        Assert.Equal(hint, seen);
    }

    [Fact]
    public async Task An_authority_nobody_named() => await RefusedAsync(_tls.Options with { CaFile = null }, "no TLS with", "Council:RabbitMq:CaFile");

    [Fact]
    public async Task Another_authority()
    {
        using var stranger = new Authority();
        await RefusedAsync(_tls.Options with { CaFile = stranger.CaFile }, "no TLS with", "Council:RabbitMq:CaFile");
    }

    [Fact]
    public async Task A_certificate_for_another_name() => await RefusedAsync(_tls.Options with { ServerName = "other.example" }, "no TLS with");

    [Fact]
    public async Task No_certificate_of_our_own() =>
        await RefusedAsync(_tls.Options with { CertificateFile = null, KeyFile = null }, "no TLS with", "CertificateFile");

    [Fact]
    public async Task Plain_words_to_the_tls_port() => await RefusedAsync(
        new RabbitMqOptions { Uri = _tls.Options.Uri.Replace("amqps:", "amqp:", StringComparison.Ordinal) }, "cannot be reached", "amqps:// for a TLS port");

    private static Task RefusedAsync(RabbitMqOptions options, params string[] named) => RabbitMqStartTests.RefusedAsync(options, new RabbitMqTuning(), named);

    public sealed class TlsFixture : IAsyncLifetime
    {
        private readonly Authority _authority = new();
        private RabbitServer? _server;
        private RabbitMqOptions? _options;

        internal RabbitMqOptions Options => _options ?? throw new InvalidOperationException("not started");

        public async ValueTask InitializeAsync()
        {
            var (broker, client) = (_authority.Issue("localhost"), _authority.Issue("worker"));
            _server = await RabbitServer.StartAsync(new RabbitTls(_authority.CaFile, broker.CertificateFile, broker.KeyFile, RequireClient: true));
            _options = new RabbitMqOptions
            {
                Uri = string.Create(CultureInfo.InvariantCulture, $"amqps://guest:guest@127.0.0.1:{_server.TlsPort}/"),
                CaFile = _authority.CaFile, CertificateFile = client.CertificateFile, KeyFile = client.KeyFile,
            };
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            _authority.Dispose();
        }
    }
}
