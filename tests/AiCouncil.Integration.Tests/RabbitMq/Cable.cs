using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>Passes bytes both ways until it is cut, or falls silent.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _running = [];
    private CancellationTokenSource _passing = new();
    private bool _cut;

    public Cable(int target)
    {
        _target = target;
        _listener.Start();
        _running.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            _sockets.ForEach(Reset);
            _sockets.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate)
        {
            _cut = false;
        }
    }

    /// <summary>The open ones pass nothing more; new ones do.</summary>
    public void Hush()
    {
        CancellationTokenSource passing;
        lock (_gate)
        {
            (passing, _passing) = (_passing, new CancellationTokenSource());
        }

        passing.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        Hush();
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _listener.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // ended by itself
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await JoinAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task JoinAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
        }
        catch (SocketException)
        {
            Reset(client);
            return;
        }

        lock (_gate)
        {
            if (_cut)
            {
                Reset(client);
                Reset(server);
                return;
            }

            _sockets.AddRange([client, server]);
            _running.AddRange([PassAsync(client, server, _passing.Token), PassAsync(server, client, _passing.Token)]);
        }
    }

    private static async Task PassAsync(Socket from, Socket to, CancellationToken passing)
    {
        await Task.Yield();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, passing)) > 0;)
            {
                await to.SendAsync(buffer.AsMemory(0, read), passing);
            }

            from.Dispose();
            to.Dispose();
        }
        catch (OperationCanceledException)
        {
            // silent, and open
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
