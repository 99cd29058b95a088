using System.Diagnostics;
using System.Globalization;

namespace AiCouncil.Testing.Processes;

/// <summary>A real RabbitMQ node on free loopback ports with a data directory and a port mapper of its own, stopped by process id.</summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private readonly RabbitFolder _folder;
    private ForegroundProcess? _mapper;
    private ForegroundProcess? _server;

    private RabbitServer(RabbitTls? tls) => _folder = new RabbitFolder(tls);

    public int Port => _folder.Port;

    /// <summary>Where it listens for TLS; 0 unless started with certificates.</summary>
    public int TlsPort => _folder.TlsPort;

    public Uri Uri => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{Port}/"));

    public int ProcessId => (_server ?? throw new InvalidOperationException("not started")).Id;

    public static async Task<RabbitServer> StartAsync(RabbitTls? tls = null)
    {
        var server = new RabbitServer(tls);
        try
        {
            await server._folder.MakeAsync();
            server._mapper = await ForegroundProcess.StartAsync(server._folder.Mapper(), "main select() loop");
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the node that was killed, on the same data and ports; done when it serves.</summary>
    public async Task BeginAsync() => _server = await ForegroundProcess.StartAsync(_folder.Server(), "completed with");

    /// <summary>SIGKILL, as a machine that loses its power. A frozen node dies too.</summary>
    public async Task KillAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    /// <summary>Kills the node if it runs and starts it again.</summary>
    /// <param name="wipe">Everything it kept is gone.</param>
    public async Task RestartAsync(bool wipe = false)
    {
        await KillAsync();
        if (wipe)
        {
            _folder.Wipe();
        }

        await BeginAsync();
    }

    /// <summary>SIGSTOP: connections stay open and nothing is answered.</summary>
    public Task FreezeAsync() => ForegroundProcess.SignalAsync("STOP", ProcessId);

    /// <summary>SIGCONT after <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => ForegroundProcess.SignalAsync("CONT", ProcessId);

    /// <summary><c>rabbitmqctl</c> against this node; what it wrote.</summary>
    public Task<string> ControlAsync(params string[] arguments) => ForegroundProcess.RunAsync(_folder.Control(arguments));

    /// <summary>Makes an empty virtual host that the standard user may use.</summary>
    public Task CreateAsync(string host) => ControlAsync(
        "eval",
        $"rabbit_vhost:add(<<\"{host}\">>, <<\"test\">>), rabbit_auth_backend_internal:set_permissions(<<\"guest\">>, <<\"{host}\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"test\">>).");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_mapper is { } mapper)
        {
            await mapper.DisposeAsync();
        }

        _folder.Dispose();
    }
}

/// <summary>PEM files of a node that listens for TLS too.</summary>
/// <param name="CaFile">Who may sign a client's certificate.</param>
/// <param name="RequireClient">Refuses clients without a certificate.</param>
public sealed record RabbitTls(string CaFile, string CertificateFile, string KeyFile, bool RequireClient);
