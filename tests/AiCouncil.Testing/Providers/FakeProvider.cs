using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiCouncil.Testing.Providers;

/// <summary>
/// A provider on loopback that sends exactly the bytes its script says, and counts what it was sent. Below HTTP on purpose:
/// it can cut, stall, reset and answer garbage, which no web server does willingly.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<FakeCall, Task> _script;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly TaskCompletionSource _clientClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _connections;

    private FakeProvider(Func<FakeCall, Task> script)
    {
        _script = script;
        _listener.Start();
        BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _accepting = AcceptAsync();
    }

    /// <summary>Where to point an adapter.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Every request that arrived whole, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Ends when a client has closed its side of a connection.</summary>
    public Task ClientClosed => _clientClosed.Task;

    /// <summary>Ends when a request has arrived whole.</summary>
    public Task FirstRequest => _firstRequest.Task;

    /// <param name="script">Answers one request; runs once for each, at the same time for several connections.</param>
    public static FakeProvider Start(Func<FakeCall, Task> script) => new(script);

    /// <summary>An address on which nobody listens.</summary>
    public static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_conversations);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _conversations.Add(ConverseAsync(socket));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ConverseAsync(Socket socket)
    {
        using var connection = new FakeConnection(socket, _stop.Token);
        try
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                _requests.Enqueue(request);
                var call = new FakeCall(request, connection, _requests.Count);
                _firstRequest.TrySetResult();
                await _script(call);
                if (connection.Closed)
                {
                    return;
                }
            }

            _clientClosed.TrySetResult();
        }
        catch (Exception ended) when (ended is IOException or SocketException)
        {
            _clientClosed.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}

/// <param name="Headers">Names in lower case.</param>
public sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
