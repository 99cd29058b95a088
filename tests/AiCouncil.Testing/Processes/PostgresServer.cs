using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Testing.Processes;

/// <summary>A real PostgreSQL on a free loopback port with a data directory of its own, stopped by its process id.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Ready = "ready to accept connections";
    private readonly string _folder = Directory.CreateTempSubdirectory("council-postgres-").FullName;
    private readonly string _programs = FindPrograms();
    private readonly int _port = FreePort();
    private Process? _server;

    public int Port => _port;

    public int ProcessId => (_server ?? throw new InvalidOperationException("not started")).Id;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A connection of the superuser to one database.</summary>
    public string Connection(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database={database};Username=council");

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            await server.MakeAsync();
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database.</summary>
    public Task CreateAsync(string database) => RunAsync(Start(
        Path.Combine(_programs, "createdb"), "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "council", database));

    /// <summary>Starts the server that was killed or stopped, on the same data and port.</summary>
    public async Task BeginAsync()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _server = Process.Start(AsOwner(
            Path.Combine(_programs, "postgres"), "-D", Data, "-h", "127.0.0.1", "-p", port, "-c", "unix_socket_directories=", "-c", "max_connections=64"))!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new System.Text.StringBuilder();
        _server.ErrorDataReceived += (_, line) =>
        {
            said.AppendLine(line.Data);
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException($"postgres ended: {said}"));
            }
            else if (line.Data.Contains(Ready, StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _server.BeginErrorReadLine();
        await ready.Task;
    }

    /// <summary>SIGKILL to the whole server, as a machine that loses its power.</summary>
    public async Task KillAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindPrograms()
    {
        var places = (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .Select(version => Path.Combine(version, "bin")).OrderDescending(StringComparer.Ordinal)
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres")))
            ?? throw new InvalidOperationException("PostgreSQL is missing: no initdb and postgres in /usr/lib/postgresql/*/bin or on PATH.");
    }

    private async Task MakeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(Start("chown", "postgres", _folder)); // it refuses to run as root
        }

        await RunAsync(AsOwner(
            Path.Combine(_programs, "initdb"), "-D", Data, "-U", "council", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
    }

    /// <summary>setpriv (util-linux) becomes the program: its id is the server's.</summary>
    private static ProcessStartInfo AsOwner(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
        : Start(program, arguments);

    private static ProcessStartInfo Start(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardError = true, WorkingDirectory = "/", Environment = { ["LC_ALL"] = "C" },
    };

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {error}");
        }
    }
}
