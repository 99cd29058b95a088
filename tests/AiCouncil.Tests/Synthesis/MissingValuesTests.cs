using AiCouncil.Requests;
using AiCouncil.Synthesis;
using Xunit;

namespace AiCouncil.Tests.Synthesis;

public sealed class MissingValuesTests
{
    [Theory]
    [InlineData("42", "It is 42.")]
    [InlineData("42", "It is **42**, not 142.")]
    [InlineData("42", "It weighs 42kg")]
    [InlineData("1234567", "about 1,234,567 people")]
    [InlineData("1234", "costs $1,234.00")]
    [InlineData("-6", "down to −6 degrees")]
    [InlineData("0.5", "exactly 0.5.")]
    [InlineData("B", "Choose B.")]
    [InlineData("New York", "new\nyork")]
    [InlineData("['a', 'b']", "returns `['a','b']` here")]
    [InlineData("'abc'", "returns abc")]
    [InlineData("\\dfrac{1}{2}", "thus $\\frac{1}{2}$")]
    [InlineData("2\\sqrt{3}", "is $2 \\sqrt{3}$")]
    public void A_value_that_survived_is_found(string value, string text) => Assert.Empty(Missing(value, text));

    [Theory]
    [InlineData("42", "It is 142.")]
    [InlineData("42", "It is 42.5.")]
    [InlineData("42", "It is 1.42.")]
    [InlineData("6", "down to -6")]
    [InlineData("B", "A better Book")]
    [InlineData("0.5", "10.5")]
    [InlineData("['a', 'b']", "returns ['b', 'a']")]
    [InlineData("42", "")]
    public void A_value_that_is_gone_is_named(string value, string text) => Assert.Equal([value], Missing(value, text));

    [Fact]
    public void Prose_and_abstentions_have_no_value_to_miss()
    {
        SubtaskResult[] results =
        [
            new("a", "g", AnswerType.Prose, null, "text", true), new("b", "g", AnswerType.Number, AnswerContract.Abstention, "hm", true),
        ];

        Assert.Empty(new PromptSynthesizer().MissingValues("nothing", results));
    }

    private static IReadOnlyList<string> Missing(string value, string text) =>
        new PromptSynthesizer().MissingValues(text, [new SubtaskResult("a", "goal", AnswerType.Number, value, value, true)]);
}
