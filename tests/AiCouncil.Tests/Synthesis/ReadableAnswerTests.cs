using AiCouncil.Requests;
using AiCouncil.Synthesis;
using CsCheck;
using Xunit;

namespace AiCouncil.Tests.Synthesis;

public sealed class ReadableAnswerTests
{
    [Theory]
    [InlineData("FINAL ANSWER: 42", "42")]
    [InlineData("Six times seven.\n\nFINAL ANSWER: 42 miles", "Six times seven.\n\n**42 miles**")]
    [InlineData("Reasons.\n**FINAL ANSWER:** 42\n", "Reasons.\n\n**42**")]
    [InlineData("Reasons.\nFINAL ANSWER: `x[1]`", "Reasons.\n\nAnswer: `x[1]`")]
    [InlineData("Reasons.\nFINAL ANSWER:\n```\na\n```", "Reasons.\n\nAnswer:\n\n```\na\n```")]
    [InlineData("Reasons.\nFINAL ANSWER: 42\nP.S. Done.", "Reasons.\n\n**42**\n\nP.S. Done.")]
    [InlineData("{1, 2} is the set.\nFINAL ANSWER: 2", "{1, 2} is the set.\n\n**2**")]
    [InlineData("No marked line.\n", "No marked line.\n")]
    public void The_marked_line_becomes_a_sentence_for_people(string text, string readable) =>
        Assert.Equal(readable, ReadableAnswer.Of(text, AnswerType.Number));

    [Theory]
    [InlineData("{\"reasoning\": \"x\\nFINAL ANSWER: 1\", \"answer\": \"1\"}")]
    [InlineData("```json\n{\"answer\":\n\"FINAL ANSWER: 1\"}\n```")]
    public void Json_is_left_as_it_is(string text) => Assert.Equal(text, ReadableAnswer.Of(text, AnswerType.Number));

    [Fact]
    public void Prose_that_speaks_of_a_final_answer_is_left_as_it_is() =>
        Assert.Equal("Quiz:\nFINAL ANSWER: 3", ReadableAnswer.Of("Quiz:\nFINAL ANSWER: 3", AnswerType.Prose));

    [Fact]
    public void Any_text_can_be_made_readable() => Gen.Select(Gen.String, Gen.String).Sample((before, value) =>
    {
        foreach (var type in Enum.GetValues<AnswerType>())
        {
            Assert.NotNull(ReadableAnswer.Of($"{before}\nFINAL ANSWER: {value}", type));
        }
    }, iter: 500);
}
