using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AiCouncil.Transport;
using RabbitMQ.Client;

namespace AiCouncil.RabbitMq;

/// <summary>Makes connections. The client library's own recovery is off: it leaves consumers behind that never get a message again.</summary>
internal sealed class BrokerConnector(RabbitMqOptions options, RabbitMqTuning tuning, string address, TimeProvider clock)
{
    private readonly Uri _uri = new(options.Uri);

    /// <summary>Host and port, for messages; the address itself holds a password.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{_uri.Host}:{Port}");

    public string User => _uri.UserInfo.Split(':')[0] is { Length: > 0 } user ? Uri.UnescapeDataString(user) : ConnectionFactory.DefaultUser;

    public string VirtualHost => _uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(_uri.AbsolutePath[1..]) : "/";

    public bool Tls => _uri.Scheme == "amqps";

    private int Port => _uri.Port > 0 ? _uri.Port : Tls ? 5671 : 5672;

    /// <exception cref="TimeoutException">Something accepted the connection and says nothing: the library itself would wait for ever.</exception>
    public async Task<IConnection> ConnectAsync(string role, CancellationToken ct)
    {
        using var patience = Patience.For(tuning.Patience, clock, ct);
        try
        {
            return await Factory().CreateConnectionAsync($"council {address} {role}", patience.Token);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("no answer", error);
        }
    }

    /// <summary>Ends a connection, politely if the broker answers. One that a stuck channel holds up goes on ending behind our back.</summary>
    public Task EndAsync(IConnection connection) => Task.WhenAny(CloseAsync(connection), Task.Delay(tuning.Farewell * 2, clock));

    private ConnectionFactory Factory()
    {
        // Anew each time: a certificate that was renewed is taken up.
        var factory = new ConnectionFactory
        {
            Uri = _uri,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = tuning.Heartbeat,
            RequestedConnectionTimeout = tuning.Patience,
            HandshakeContinuationTimeout = tuning.Patience,
            ContinuationTimeout = tuning.Patience * 2,
        };
        if (Tls)
        {
            factory.Ssl = Trust();
        }

        return factory;
    }

    private SslOption Trust()
    {
        var tls = new SslOption(options.ServerName ?? _uri.Host, enabled: true);
        if (options.CaFile is { } authorities)
        {
            var trusted = Load("CaFile", authorities, static file =>
            {
                var found = new X509Certificate2Collection();
                found.ImportFromPemFile(file);
                return found;
            });
            tls.CertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(trusted, certificate, chain, errors);
        }

        if (options.CertificateFile is { } own)
        {
            tls.Certs = [Load("CertificateFile", own, file => X509Certificate2.CreateFromPemFile(file, options.KeyFile))];
        }

        return tls;
    }

    private async Task CloseAsync(IConnection connection)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "done", tuning.Farewell, abort: true, CancellationToken.None);
            await connection.DisposeAsync();
        }
#pragma warning disable CA1031 // it is over either way
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static bool IsTrusted(X509Certificate2Collection trusted, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false; // none, or one for another name
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // as the client library does
        return chain.Build(shown);
    }

    private static T Load<T>(string key, string file, Func<string, T> load)
    {
        try
        {
            return load(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new TransportRefusedException($"Council:RabbitMq:{key}: the file {file} cannot be used ({error.Message}); it must be PEM and readable.", error);
        }
    }
}
