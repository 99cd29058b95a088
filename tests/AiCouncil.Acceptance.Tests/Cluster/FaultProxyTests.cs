using System.Net;
using System.Net.Sockets;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>The proxy does what tests rely on: else they would prove nothing.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly byte[] Word = "word"u8.ToArray();
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private FaultProxy _proxy = null!;
    private Task _echoing = Task.CompletedTask;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _echo.Start();
        _echoing = EchoAsync();
        _proxy = FaultProxy.Start(((IPEndPoint)_echo.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Stop();
        await _echoing;
    }

    [Fact]
    public async Task It_passes_on_what_comes_and_no_sooner_than_its_latency()
    {
        using var client = await ConnectAsync();
        Assert.Equal(Word, await SayAsync(client));
        _proxy.Latency = TimeSpan.FromMilliseconds(80);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(Word, await SayAsync(client));
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(150), "twice the latency, there and back");
    }

    [Fact]
    public async Task Stalled_it_accepts_and_swallows_and_mended_it_ends_what_it_swallowed_from()
    {
        using var client = await ConnectAsync();
        _proxy.Stall();
        using var other = await ConnectAsync();
        var (answer, another) = (SayAsync(client), SayAsync(other));
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct);
        Assert.False(answer.IsCompleted || another.IsCompleted);

        _proxy.Mend();
        await Assert.ThrowsAsync<SocketException>(() => answer);
        await Assert.ThrowsAsync<SocketException>(() => another);
        using var next = await ConnectAsync();
        Assert.Equal(Word, await SayAsync(next));
    }

    [Fact]
    public async Task Reset_ends_what_is_open_and_cut_refuses_what_is_new()
    {
        using var client = await ConnectAsync();
        Assert.Equal(Word, await SayAsync(client));
        _proxy.Reset();
        await Assert.ThrowsAsync<SocketException>(() => SayAsync(client));
        using var second = await ConnectAsync();
        Assert.Equal(Word, await SayAsync(second));

        _proxy.Cut();
        await Assert.ThrowsAsync<SocketException>(() => SayAsync(second));
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var refused = await ConnectAsync();
            await SayAsync(refused);
        });
        _proxy.Mend();
        using var third = await ConnectAsync();
        Assert.Equal(Word, await SayAsync(third));
    }

    [Fact]
    public async Task Inside_a_network_of_its_own_nothing_but_the_proxy_can_be_reached()
    {
        if (NetworkNamespace.Unavailable is { } reason)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"not tried: {reason}");
            return;
        }

        using var network = NetworkNamespace.Create();
        await using var inside = FaultProxy.Start(((IPEndPoint)_echo.LocalEndpoint).Port, network);
        await using var way = await network.ConnectAsync(new IPEndPoint(IPAddress.Loopback, inside.Port), Ct);
        await way.WriteAsync(Word, Ct);
        var answer = new byte[Word.Length];
        await way.ReadExactlyAsync(answer, Ct);
        Assert.Equal(Word, answer);
        await Assert.ThrowsAsync<SocketException>(async () => await network.ConnectAsync(_echo.LocalEndpoint, Ct));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _proxy.Port), Ct);
        return socket;
    }

    private static async Task<byte[]> SayAsync(Socket client)
    {
        await client.SendAsync(Word, Ct);
        var answer = new byte[Word.Length];
        for (var read = 0; read < answer.Length;)
        {
            var more = await client.ReceiveAsync(answer.AsMemory(read), Ct);
            read += more > 0 ? more : throw new SocketException((int)SocketError.ConnectionReset);
        }

        return answer;
    }

    private async Task EchoAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(EchoAsync(await _echo.AcceptSocketAsync(Ct)));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[256];
                int read;
                while ((read = await socket.ReceiveAsync(buffer, Ct)) > 0)
                {
                    await socket.SendAsync(buffer.AsMemory(0, read), Ct);
                }
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException)
            {
                // The client is gone.
            }
        }
    }
}
