using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Testing.Processes;

/// <summary>One connection of a proxy: the client's side and the way on.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Something that was sent did not arrive.</summary>
    public bool Swallowed { get; private set; }

    public async Task RunAsync(EndPoint upstream, CancellationToken ct)
    {
        try
        {
            (client.NoDelay, _server.NoDelay) = (true, true);
            await _server.ConnectAsync(upstream, ct);
            await Task.WhenAny(PumpAsync(client, _server, ct), PumpAsync(_server, client, ct));
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens there, or the test ended it.
        }
        finally
        {
            Reset();
        }
    }

    public void Reset()
    {
        End(client);
        End(_server);
    }

    public void Dispose() => Reset();

    private static void End(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        socket.Dispose();
    }

    /// <summary>Ends when the sender has closed; what it had sent has been passed on by then.</summary>
    private async Task PumpAsync(Socket from, Socket to, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, ct)) > 0)
            {
                await PassAsync(buffer.AsMemory(0, read), to, ct);
            }

            to.Shutdown(SocketShutdown.Send);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct); // what is under way arrives before the reset that ends both sides
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> piece, Socket to, CancellationToken ct)
    {
        if (proxy.Latency > TimeSpan.Zero)
        {
            await Task.Delay(proxy.Latency, TimeProvider.System, ct);
        }

        if (proxy.Silent || Swallowed)
        {
            Swallowed = true;
            return;
        }

        while (!piece.IsEmpty)
        {
            piece = piece[await to.SendAsync(piece, ct)..];
        }
    }
}
