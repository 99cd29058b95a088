using System.Globalization;
using System.Text;

namespace AiCouncil.Testing.Providers;

/// <summary>One request at a fake provider, and the ways to answer it.</summary>
public sealed class FakeCall
{
    private readonly FakeConnection _connection;

    internal FakeCall(FakeRequest request, FakeConnection connection, int number)
    {
        (Request, _connection, Number) = (request, connection, number);
    }

    public FakeRequest Request { get; }

    /// <summary>From 1, over all connections.</summary>
    public int Number { get; }

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Stopped => _connection.Stopped;

    /// <summary>These bytes and no others.</summary>
    public Task RawAsync(string text) => _connection.WriteAsync(text);

    /// <summary>A whole answer with its length.</summary>
    public Task AnswerAsync(int status, string body, string contentType = "application/json", params string[] headers) =>
        RawAsync(Head(status, contentType, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}"]) + body);

    /// <summary>The head of a chunked event stream; chunks follow.</summary>
    public Task BeginEventsAsync() => RawAsync(Head(200, "text/event-stream", ["Transfer-Encoding: chunked"]));

    public Task ChunkAsync(string text) =>
        RawAsync(Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture) + "\r\n" + text + "\r\n");

    public Task EndChunksAsync() => RawAsync("0\r\n\r\n");

    /// <summary>A whole event stream, each text one chunk.</summary>
    public async Task EventsAsync(IEnumerable<string> chunks)
    {
        await BeginEventsAsync();
        foreach (var chunk in chunks)
        {
            await ChunkAsync(chunk);
        }

        await EndChunksAsync();
    }

    /// <summary>Ends the connection in good order.</summary>
    public void Close() => _connection.Close(reset: false);

    /// <summary>Ends the connection with RST.</summary>
    public void Reset() => _connection.Close(reset: true);

    /// <summary>Says nothing more until the client goes away.</summary>
    public async Task StallAsync()
    {
        await _connection.ClientClosedAsync();
    }

    public static string Head(int status, string contentType, params string[] headers) =>
        $"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
}
