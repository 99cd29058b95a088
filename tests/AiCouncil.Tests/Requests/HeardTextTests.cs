using AiCouncil.Requests;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Tests.Requests;

public sealed class HeardTextTests
{
    private readonly HeardText _text = new();

    [Fact]
    public void Contiguous_text_is_passed_on_once()
    {
        Assert.Equal((0, "ab"), Next("1.1", 0, "ab"));
        Assert.Null(Next("1.1", 0, "ab"));
        Assert.Equal((2, "cd"), Next("1.1", 2, "cd"));
    }

    [Fact]
    public void A_gap_is_closed_by_the_repetition_from_the_beginning()
    {
        Assert.Null(Next("1.1", 4, "ef"));
        Assert.Equal((0, "abcdef"), Next("1.1", 0, "abcdef"));
        Assert.Equal((6, "g"), Next("1.1", 4, "efg"));
    }

    [Fact]
    public void Each_attempt_is_a_text_of_its_own()
    {
        Assert.Equal((0, "ab"), Next("1.1", 0, "ab"));
        Assert.Equal((0, "AB"), Next("2.1", 0, "AB"));
    }

    private (int, string)? Next(string attempt, int offset, string text) =>
        _text.Next(new ControlMessage.Delta(new RequestId(Guid.Empty), 1, attempt, offset, text)) is { } it ? (it.Offset, it.Text) : null;
}
