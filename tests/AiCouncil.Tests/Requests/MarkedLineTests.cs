using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Requests;

public sealed class MarkedLineTests
{
    [Theory]
    [InlineData("FINAL ANSWER: 4", "4")]
    [InlineData("a\r\nFINAL ANSWER: 4\r\nb", "4")]
    [InlineData("**FINAL ANSWER: 4**", "4")]
    [InlineData("**FINAL ANSWER**: 4", "4")]
    [InlineData("**FINAL ANSWER:** **4**", "**4**")]
    [InlineData("FINAL ANSWER: 1\nFINAL ANSWER: 4", "4")]
    [InlineData("FINAL ANSWER:\n```\nx\ny\n```\nrest", "```\nx\ny\n```")]
    [InlineData("FINAL ANSWER: {\n 'a': 1\n}", "{\n 'a': 1\n}")]
    public void The_last_marked_value_is_found(string text, string value) => Assert.Equal(value, MarkedLine.Last(text)?.Value);

    [Theory]
    [InlineData("")]
    [InlineData("my final answer: 4 is a guess")]
    [InlineData("final answers: 4")]
    [InlineData("FINAL ANSWER")]
    [InlineData("FINAL ANSWER:   \n ")]
    public void Running_text_and_empty_values_are_not_marked(string text) => Assert.Null(MarkedLine.Last(text));
}
