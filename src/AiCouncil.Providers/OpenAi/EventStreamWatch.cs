using System.Buffers;
using System.Text;
using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>
/// Server-sent events on their way to the vendor's client, line by line: an error event ends the call at once, the mark of
/// completion is noted, and a stream that never was one is recognised.
/// </summary>
internal sealed class EventStreamWatch(Stream inner, WireExchange exchange, string? apiKey, bool framed) : Stream
{
    private readonly byte[] _chunk = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly MemoryStream _out = new();
    private long _total;
    private bool _ended;
    private bool _sawData;
    private bool _errorEvent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_out.Position == _out.Length && !_ended)
        {
            _out.SetLength(0);
            Take(await inner.ReadAsync(_chunk, cancellationToken));
            _out.Position = 0;
        }

        return _out.Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The stream is read asynchronously only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(int read)
    {
        _total += read;
        if (_total > BoundedBody.AnswerLimit)
        {
            exchange.Settle(new AttemptOutcome.Unusable(UnusableReason.Unparseable, null, new(0, 0), null));
            throw new IOException("The answer is larger than this program reads.");
        }

        if (read == 0)
        {
            End();
            return;
        }

        var rest = _chunk.AsSpan(0, read);
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            _line.Write(rest[..(end + 1)]);
            PassLine();
            rest = rest[(end + 1)..];
        }

        _line.Write(rest);
    }

    private void End()
    {
        PassLine();
        _ended = true;
        if (!_sawData && framed)
        {
            var reason = _total == 0 ? UnusableReason.Empty : UnusableReason.Unparseable;
            exchange.Settle(new AttemptOutcome.Unusable(reason, null, new(0, 0), null));
        }
    }

    private void PassLine()
    {
        var line = _line.WrittenSpan;
        if (line.StartsWith("event:"u8))
        {
            _errorEvent = line["event:"u8.Length..].Trim(" \r\n"u8).SequenceEqual("error"u8);
        }
        else if (line.StartsWith("data:"u8))
        {
            PassData(line["data:"u8.Length..].Trim(" \r\n"u8));
            _line.ResetWrittenCount();
            return;
        }

        _out.Write(line);
        _line.ResetWrittenCount();
    }

    private void PassData(ReadOnlySpan<byte> data)
    {
        _sawData = true;
        exchange.SaidDone |= data.SequenceEqual("[DONE]"u8);
        if (_errorEvent)
        {
            var detail = ErrorReading.DetailOf(Encoding.UTF8.GetString(data), apiKey).Detail;
            exchange.Settle(new AttemptOutcome.Ambiguous("error_event", detail));
        }

        var rewritten = NeedsCheck(data) && AnswerCheck.Parse(data) is { } root
            ? AnswerCheck.Normalised(root, exchange, apiKey)
            : null;
        if (exchange.Settled is not null)
        {
            throw new IOException("The provider ended its answer with an error.");
        }

        _out.Write("data: "u8);
        _out.Write(rewritten is null ? data : rewritten);
        _out.Write("\n"u8);
    }

    /// <summary>Most events carry a few letters of text and nothing to look into.</summary>
    private static bool NeedsCheck(ReadOnlySpan<byte> data) =>
        data.IndexOf("\"error\""u8) >= 0
        || (data.IndexOf("\"finish_reason\""u8) >= 0 && data.IndexOf("\"finish_reason\":null"u8) < 0);
}
