using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Testing.Processes;

/// <summary>A way to a loopback port that a test can slow down, let go silent, break and mend.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly int _upstream;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _open = new();
    private readonly Task _accepting;
    private volatile bool _cut;
    private volatile bool _silent;

    private FaultProxy(Socket listener, int upstream)
    {
        (_listener, _upstream) = (listener, upstream);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>How long each piece takes, in each direction.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Connections open now.</summary>
    public int Connections => _open.Count;

    internal bool Silent => _silent;

    /// <param name="upstream">A port on the test's own loopback.</param>
    /// <param name="inside">Listens on the loopback of this network, else of the test's.</param>
    public static FaultProxy Start(int upstream, NetworkNamespace? inside = null) =>
        new(inside?.Socket() ?? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), upstream);

    /// <summary>Half-open: connections stay, new ones are accepted, and nothing that is sent arrives.</summary>
    public void Stall() => _silent = true;

    /// <summary>Every open connection ends with RST; new ones are served.</summary>
    public void Reset()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Reset();
        }
    }

    /// <summary>Every open connection ends with RST and so does every new one.</summary>
    public void Cut()
    {
        _cut = true;
        Reset();
    }

    /// <summary>Ends <see cref="Stall"/> and <see cref="Cut"/>. A connection of which something was swallowed cannot go on: it is reset.</summary>
    public void Mend()
    {
        (_cut, _silent) = (false, false);
        foreach (var connection in _open.Keys.Where(it => it.Swallowed))
        {
            connection.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Reset();
        await Task.WhenAll(_open.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Serve(await _listener.AcceptAsync(_stop.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // That one client gave up while it was accepted.
            }
        }
    }

    private void Serve(Socket client)
    {
        var connection = new ProxiedConnection(this, client);
        if (_cut)
        {
            connection.Reset();
            return;
        }

        _open[connection] = Task.CompletedTask;
        var served = ServeAsync(connection);
        _open.TryUpdate(connection, served, Task.CompletedTask);
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        using (connection)
        {
            await connection.RunAsync(new IPEndPoint(IPAddress.Loopback, _upstream), _stop.Token);
        }

        _open.TryRemove(connection, out _);
    }
}
