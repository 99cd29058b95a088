using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Testing.Processes;

/// <summary>The files, ports and command lines of one RabbitMQ node.</summary>
internal sealed class RabbitFolder : IDisposable
{
    private const string Owner = "rabbitmq";
    private readonly string _folder = Directory.CreateTempSubdirectory("council-rabbit-").FullName;
    private readonly string _programs = FindPrograms();
    private readonly RabbitTls? _tls;
    private readonly int _distribution;
    private readonly int _mapping;

    public RabbitFolder(RabbitTls? tls)
    {
        _tls = tls;
        (Port, TlsPort, _distribution, _mapping) = FreePorts() switch { var it => (it[0], tls is null ? 0 : it[1], it[2], it[3]) };
    }

    public int Port { get; }

    public int TlsPort { get; }

    private string Data => Path.Combine(_folder, "mnesia");

    public async Task MakeAsync()
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "rabbitmq.conf"), Configuration());
        if (Environment.IsPrivilegedProcess)
        {
            await ForegroundProcess.RunAsync(new ProcessStartInfo("chown", ["-R", Owner, _folder]));
        }
    }

    public void Wipe() => Directory.Delete(Data, recursive: true);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The port mapper that Erlang nodes need; started here, or the node would leave a daemon behind. It tells that it serves at its second level of debugging.</summary>
    public ProcessStartInfo Mapper() => AsOwner("epmd", "-d", "-d", "-port", Text(_mapping), "-address", "127.0.0.1");

    public ProcessStartInfo Server()
    {
        var start = AsOwner(Path.Combine(_programs, "rabbitmq-server"));
        start.Environment["RUNNING_UNDER_SYSTEMD"] = "true"; // the script becomes the server: its process id is the server's
        return start;
    }

    public ProcessStartInfo Control(string[] arguments) => AsOwner(Path.Combine(_programs, "rabbitmqctl"), ["--quiet", .. arguments]);

    private IEnumerable<string> Configuration()
    {
        yield return $"listeners.tcp.local = 127.0.0.1:{Text(Port)}";
        yield return "disk_free_limit.absolute = 50MB";
        yield return "log.console = false";
        if (_tls is not null)
        {
            yield return $"listeners.ssl.local = 127.0.0.1:{Text(TlsPort)}";
            yield return $"ssl_options.cacertfile = {_tls.CaFile}";
            yield return $"ssl_options.certfile = {_tls.CertificateFile}";
            yield return $"ssl_options.keyfile = {_tls.KeyFile}";
            yield return $"ssl_options.verify = {(_tls.RequireClient ? "verify_peer" : "verify_none")}";
            yield return $"ssl_options.fail_if_no_peer_cert = {(_tls.RequireClient ? "true" : "false")}";
        }
    }

    /// <summary>setpriv (util-linux) becomes the program: its id is the server's.</summary>
    private ProcessStartInfo AsOwner(string program, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", [$"--reuid={Owner}", $"--regid={Owner}", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private IEnumerable<(string Name, string Value)> Variables() =>
    [
        ("HOME", _folder), ("LC_ALL", "C.UTF-8"), ("ERL_EPMD_PORT", Text(_mapping)), ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_NODENAME", $"council{Text(Port)}@localhost"), ("RABBITMQ_USE_LONGNAME", "false"), ("RABBITMQ_DIST_PORT", Text(_distribution)),
        ("RABBITMQ_MNESIA_BASE", Data), ("RABBITMQ_LOG_BASE", Path.Combine(_folder, "log")), ("RABBITMQ_PID_FILE", Path.Combine(_folder, "pid")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "plugins")), ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder, "rabbitmq.conf")),
        ("RABBITMQ_CONF_ENV_FILE", Path.Combine(_folder, "none")), ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(_folder, "none")),
        // Without the spinning of idle schedulers: the machine belongs to the tests.
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All held before one is let go, so that none comes twice.</summary>
    private static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, 4).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    /// <summary>The broker's own scripts: Debian's in /usr/sbin change the user.</summary>
    private static string FindPrograms()
    {
        var places = (Directory.Exists("/usr/lib/rabbitmq/lib") ? Directory.GetDirectories("/usr/lib/rabbitmq/lib") : [])
            .Select(version => Path.Combine(version, "sbin")).OrderDescending(StringComparer.Ordinal)
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "rabbitmq-server")) && File.Exists(Path.Combine(place, "rabbitmqctl")))
            ?? throw new InvalidOperationException("RabbitMQ is missing: no rabbitmq-server and rabbitmqctl in /usr/lib/rabbitmq/lib/*/sbin or on PATH.");
    }
}
