using System.Text;
using AiCouncil.RabbitMq;
using AiCouncil.Requests;
using AiCouncil.Transport;
using CsCheck;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

public sealed class EnvelopeTests
{
    private static readonly RequestId Request = new(new Guid("01994e2a-0000-7000-8000-0000000000ab"));

    [Fact]
    public void A_hint_is_version_one_of_a_few_ids()
    {
        var body = HintEnvelope.Write(new CallHint(new CallId(Request, 7)));
        Assert.Equal("""{"v":1,"kind":"call","request":"01994e2a-0000-7000-8000-0000000000ab","call":7}""", Encoding.UTF8.GetString(body.Span));
        Assert.Equal(new CallId(Request, 7), HintEnvelope.ReadCall(body)!.Call);
        Assert.Equal(Request, HintEnvelope.ReadResult(HintEnvelope.Write(Request)));
    }

    [Theory]
    [InlineData("""{"v":99,"kind":"later","more":[{}],"request":"01994e2a-0000-7000-8000-0000000000ab","call":7}""")]
    [InlineData("""{"call":7,"request":"01994E2A-0000-7000-8000-0000000000AB"}""")]
    public void What_names_a_call_is_a_hint_whoever_wrote_it(string json) => Assert.Equal(new CallId(Request, 7), HintEnvelope.ReadCall(Encoding.UTF8.GetBytes(json))!.Call);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"request":"01994e2a-0000-7000-8000-0000000000ab"}""")]
    [InlineData("""{"request":"01994e2a-0000-7000-8000-0000000000ab","call":"7"}""")]
    [InlineData("""{"request":"01994e2a-0000-7000-8000-0000000000ab","call":7.5}""")]
    [InlineData("""{"request":"nobody","call":7}""")]
    [InlineData("""{"request":7,"call":7}""")]
    [InlineData("""{"request":"01994e2a-0000-7000-8000-0000000000ab","call":7}{""")]
    public void What_names_no_call_is_unreadable(string text) => Assert.Null(HintEnvelope.ReadCall(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void No_bytes_break_the_reader() => Gen.Byte.Array.Sample(bytes =>
    {
        _ = HintEnvelope.ReadCall(bytes);
        _ = HintEnvelope.ReadResult(bytes);
        _ = ControlEnvelope.Read(bytes);
    });

    [Fact]
    public void Every_control_message_comes_back_as_it_was()
    {
        foreach (var (message, key) in Messages())
        {
            var (sent, body) = ControlEnvelope.Write(message, "me");
            Assert.Equal(key, sent);
            Assert.Equal((message, "me"), ControlEnvelope.Read(body.Span));
        }
    }

    [Theory]
    [InlineData("""{"v":2,"kind":"later","to":"here"}""")]
    [InlineData("""{"kind":"cancel","to":"here"}""")]
    [InlineData("""{"kind":"delta","to":"here","request":"01994e2a-0000-7000-8000-0000000000ab","call":1}""")]
    [InlineData("""{"kind":"relay"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void An_unknown_or_incomplete_control_message_is_passed_over(string json) => Assert.Null(ControlEnvelope.Read(Encoding.UTF8.GetBytes(json)));

    private static IEnumerable<(ControlMessage Message, string Key)> Messages() =>
    [
        (new ControlMessage.Cancel("node", new CallId(Request, 3)), "cancel.node"),
        (new ControlMessage.WakeRelay("gpu"), "relay.gpu"),
        (new ControlMessage.Changed(Request, Terminal: true) { Server = "s" }, "changed.s"),
        (new ControlMessage.Changed(Request, Terminal: false) { Server = "s" }, "changed.s"),
        (new ControlMessage.Delta(Request, 2, "4.1", 0, "") { Server = "s" }, "delta.s"),
        (new ControlMessage.Delta(Request, 2, "4.1", 9, "ü \" \\ \u0001 👍") { Server = "s" }, "delta.s"),
        (new ControlMessage.Started(Request, 2, "m", "d") { Server = "s" }, "started.s"),
    ];
}
