using AiCouncil.Requests;
using AiCouncil.Transport;
using AiCouncil.Workers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Workers;

public sealed class DeltaSenderTests : IAsyncDisposable
{
    private static readonly CallId Call = new(new RequestId(Guid.Empty), 1);
    private readonly FakeTimeProvider _clock = new();
    private readonly InProcessTransport _transport = new();
    private readonly List<(string? Server, int Offset, string Text)> _heard = [];
    private readonly WorkerIdentity _me;

    public DeltaSenderTests()
    {
        _me = new WorkerIdentity("w1", new NodeLease(_clock, TimeSpan.FromSeconds(30)), new RunningCalls(), new ClockIds(_clock), _clock);
        _transport.OnControl(message =>
        {
            if (message is ControlMessage.Delta it)
            {
                _heard.Add((it.Server, it.Offset, it.Text));
            }
        });
    }

    [Fact]
    public void The_first_piece_goes_at_once_the_next_ones_together_and_each_to_every_listener_but_this_process_twice()
    {
        var sender = new DeltaSender(_transport, _me, Call, 1, 1, ["s1", "w1"]);
        sender.Add("a");
        sender.Add("b");
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        sender.Add("c");
        Assert.Equal([(null, 0, "a"), ("s1", 0, "a"), (null, 1, "bc"), ("s1", 1, "bc")], _heard);
    }

    [Fact]
    public void A_late_listener_gets_the_text_from_its_beginning_and_what_follows()
    {
        var sender = new DeltaSender(_transport, _me, Call, 1, 1, []);
        sender.Add("a");
        sender.Add("b");
        sender.Listen("s2");
        sender.Flush();
        Assert.Equal([(null, 0, "a"), ("s2", 0, "a"), (null, 1, "b"), ("s2", 1, "b")], _heard);
    }

    [Fact]
    public void Who_asks_before_the_send_begins_is_not_forgotten()
    {
        using var running = _me.Running.Enter(Call, _clock);
        _me.Running.Listen(Call, "s3");
        var sender = new DeltaSender(_transport, _me, Call, 1, 1, []);
        running!.StreamTo(sender);
        sender.Add("a");
        Assert.Equal([(null, 0, "a"), ("s3", 0, "a")], _heard);
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
