using System.Globalization;
using System.Text;
using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.Workers;

/// <summary>Passes on text as it comes: the first piece at once, then every 50 ms or 1,024 characters. Best effort.</summary>
internal sealed class DeltaSender(ITransport transport, TimeProvider clock, CallId call, long fence, int number)
{
    private const int Enough = 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private readonly string _attempt = string.Create(CultureInfo.InvariantCulture, $"{fence}.{number}");
    private readonly StringBuilder _waiting = new();
    private int _offset;
    private long? _last;

    public void Add(string text)
    {
        _waiting.Append(text);
        if (_last is not { } last || _waiting.Length >= Enough || clock.GetElapsedTime(last) >= Pace)
        {
            Flush();
        }
    }

    public void Flush()
    {
        if (_waiting.Length == 0)
        {
            return;
        }

        var text = _waiting.ToString();
        _waiting.Clear();
        _last = clock.GetTimestamp();
        transport.Post(new ControlMessage.Delta(call.Request, call.Number, _attempt, _offset, text));
        _offset += text.Length;
    }
}
