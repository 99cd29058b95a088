using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AiCouncil.Testing.Providers;

/// <summary>One socket of a fake provider, read as HTTP/1.1 and written as bytes.</summary>
internal sealed class FakeConnection(Socket socket, CancellationToken stop) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public bool Closed { get; private set; }

    public CancellationToken Stopped => stop;

    public async Task WriteAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    /// <summary>Ends when the client has closed the connection.</summary>
    public async Task ClientClosedAsync()
    {
        var buffer = new byte[256];
        while (await _stream.ReadAsync(buffer, stop) > 0)
        {
        }
    }

    public void Close(bool reset)
    {
        if (reset)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        Closed = true;
        _stream.Dispose();
    }

    /// <summary>Null when the client closed instead.</summary>
    public async Task<FakeRequest?> ReadRequestAsync()
    {
        var first = await ReadLineAsync();
        if (first is null)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }

        var words = first.Split(' ');
        return new FakeRequest(words[0], words[1], headers, await ReadBodyAsync(headers));
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string> ReadBodyAsync(Dictionary<string, string> headers)
    {
        if (headers.TryGetValue("content-length", out var length))
        {
            return await ReadExactlyAsync(int.Parse(length, CultureInfo.InvariantCulture));
        }

        var body = new StringBuilder();
        while (headers.ContainsKey("transfer-encoding"))
        {
            var size = int.Parse((await ReadLineAsync())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadExactlyAsync(size));
            await ReadLineAsync();
            if (size == 0)
            {
                break;
            }
        }

        return body.ToString();
    }

    private async Task<string> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, stop);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A byte at a time: nothing of the next request is swallowed, and speed does not matter here.</summary>
    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, stop) == 1)
        {
            if (one[0] == (byte)'\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
