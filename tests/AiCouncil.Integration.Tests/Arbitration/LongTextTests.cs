using System.Diagnostics;
using AiCouncil.Arbitration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Arbitration;

/// <summary>Texts of 5 MiB made to be slow: reading them is bounded work, here held to seconds where a quadratic scan would take hours.</summary>
public sealed class LongTextTests
{
    private const int Size = 5 << 20;

    [Theory]
    [InlineData("final answer ")]
    [InlineData("* ")]
    [InlineData("\"answer\":\"\"x")]
    [InlineData("\"answer\":\"")]
    [InlineData("\\boxed{")]
    [InlineData("the answer is ")]
    [InlineData("FINAL ANSWER: [")]
    [InlineData("1,")]
    [InlineData("{")]
    [InlineData("$")]
    [InlineData("\\frac{")]
    [InlineData("√(")]
    [InlineData("9")]
    public void Reading_is_bounded(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Size / piece.Length));
        var started = Stopwatch.GetTimestamp();
        foreach (var type in (AnswerType[])[AnswerType.Choice, AnswerType.Number, AnswerType.Literal, AnswerType.MathExpression, AnswerType.ShortFact])
        {
            new PluralityArbiter().Rule(new ArbitrationQuestion("main", type, ["A", "B"], [new MemberAnswer(1, "m", "f", 0.5, text)], 0, 0));
            new PluralityArbiter().Rule(new ArbitrationQuestion("main", type, ["A", "B"], [new MemberAnswer(1, "m", "f", 0.5, "FINAL ANSWER: " + text)], 0, 0));
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }
}
