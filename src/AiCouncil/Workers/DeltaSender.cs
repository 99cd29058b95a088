using System.Globalization;
using System.Text;
using AiCouncil.Requests;
using AiCouncil.Transport;

namespace AiCouncil.Workers;

/// <summary>
/// Passes on text as it comes, to this process and every server that listens: the first piece at once, then every 50 ms or 1,024
/// characters. Who comes later gets what was sent so far. Best effort.
/// </summary>
internal sealed class DeltaSender(ITransport transport, WorkerIdentity me, CallId call, long fence, int number, IReadOnlyList<string> listeners)
{
    private const int Enough = 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private readonly string _attempt = string.Create(CultureInfo.InvariantCulture, $"{fence}.{number}");
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private IReadOnlyList<string> _listeners = listeners;
    private int _sent;
    private long? _last;

    public void Add(string text)
    {
        lock (_gate)
        {
            _text.Append(text);
            if (_last is not { } last || _text.Length - _sent >= Enough || me.Clock.GetElapsedTime(last) >= Pace)
            {
                SendRest();
            }
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            SendRest();
        }
    }

    /// <summary>A server wants the text too: from the beginning, since it may have missed any of it.</summary>
    public void Listen(string server)
    {
        lock (_gate)
        {
            if (!_listeners.Contains(server))
            {
                _listeners = [.. _listeners, server];
            }

            if (_sent > 0)
            {
                transport.Post(new ControlMessage.Delta(call.Request, call.Number, _attempt, 0, _text.ToString(0, _sent)) { Server = server });
            }
        }
    }

    private void SendRest()
    {
        if (_text.Length == _sent)
        {
            return;
        }

        var piece = new ControlMessage.Delta(call.Request, call.Number, _attempt, _sent, _text.ToString(_sent, _text.Length - _sent));
        _sent = _text.Length;
        _last = me.Clock.GetTimestamp();
        transport.Tell(piece, _listeners, me.Incarnation);
    }
}
