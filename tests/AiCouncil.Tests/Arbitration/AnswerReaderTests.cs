using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class AnswerReaderTests
{
    private static readonly NumberNormalizer Numbers = new();
    private static readonly MathNormalizer Expressions = new();
    private static readonly LiteralNormalizer Literals = new();

    [Theory]
    [InlineData("I add.\nFINAL ANSWER: 42")]
    [InlineData("**FINAL ANSWER:** 42")]
    [InlineData("**Final Answer: 42**")]
    [InlineData("## Final answer:\n\n42")]
    [InlineData("> final answer : **42**")]
    [InlineData("FINAL ANSWER: 41\nNo, wait.\nFINAL ANSWER: 42")]
    [InlineData("So it is done. FINAL ANSWER: 42")]
    [InlineData("Final Answer:\n\\[\n42\n\\]")]
    [InlineData("{\"reasoning\": \"21 twice\", \"answer\": \"42\"}")]
    [InlineData("```json\n{\n  \"reasoning\": \"the final answer: 41? no\",\n  \"answer\": 42\n}\n```\nI hope this helps with your 7 questions.")]
    [InlineData("{\"reasoning\": \"FINAL ANSWER: 41\", \"answer\": \"FINAL ANSWER: 42\"}")]
    [InlineData("FINAL ANSWER: {\"answer\": 42}")]
    [InlineData("{\"reasoning\": \"so \\(\\frac{84}{2}\\)\nwith a \"raw\" newline\", \"answer\": \"42\"")]
    [InlineData("Thus $\\boxed{42}$ for all 3 of them.")]
    [InlineData("The answer is 42. It was one of 7 candidates.")]
    [InlineData("first 7, then 42")]
    public void A_number_is_found_in_every_shape(string text) => Assert.Equal("42", AnswerReader.Read(text, Numbers, [])?.Answer.Display);

    [Theory]
    [InlineData("{\"reasoning\": \"\", \"answer\": \"\\frac{1}{2}\"}")]
    [InlineData("{\"reasoning\": \"\", \"answer\": \"\\\\frac{1}{2}\"}")]
    [InlineData("{\"answer\": \"$\\\\dfrac{1}{2}$\"}")]
    [InlineData("so \\boxed{\\frac{1}{2}}.")]
    public void Latex_survives_broken_and_correct_escaping(string text) => Assert.Equal("1/2", AnswerReader.Read(text, Expressions, [])?.Answer.Key);

    [Theory]
    [InlineData("{\"answer\": \"['a', 'b']\"}")]
    [InlineData("{\"answer\": \"[\"a\", \"b\"]\"}")]
    [InlineData("{\"answer\": \"[\\\"a\\\", \\\"b\\\"]\"}")]
    [InlineData("{\"answer\": [\"a\", \"b\"]}")]
    [InlineData("FINAL ANSWER: `['a', 'b']`")]
    [InlineData("FINAL ANSWER:\n```python\n['a', 'b']\n```")]
    [InlineData("FINAL ANSWER: [\n  'a',\n  'b'\n]")]
    public void A_literal_survives_quoting(string text) => Assert.Equal("['a', 'b']", AnswerReader.Read(text, Literals, [])?.Answer.Key);

    [Theory]
    [InlineData("{\"answer\": \"\"}", "''")]
    [InlineData("{\"answer\": \" x \"}", "' x '")]
    [InlineData("{\"answer\": \" [1] \"}", "[1]")]
    public void White_space_of_a_string_answer_counts(string text, string key) => Assert.Equal(key, AnswerReader.Read(text, Literals, [])?.Answer.Key);

    [Theory]
    [InlineData("FINAL ANSWER: I don't know")]
    [InlineData("FINAL ANSWER: **I do not know.**")]
    [InlineData("FINAL ANSWER: I don’t know")]
    [InlineData("{\"answer\": \"Not enough information (2 unknowns)\"}")]
    [InlineData("The answer cannot be determined.")]
    [InlineData("It could be 3 or 4. Honestly, I don't know.")]
    [InlineData("FINAL ANSWER: unknown")]
    public void Not_knowing_is_an_abstention(string text) => Assert.True(AnswerReader.Read(text, Numbers, [])?.Abstained);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("no numbers here")]
    [InlineData("{\"answer\": null}")]
    [InlineData("FINAL ANSWER:")]
    public void A_text_without_an_answer_is_unreadable(string text) => Assert.Null(AnswerReader.Read(text, Numbers, []));

    [Fact]
    public void An_option_that_says_cannot_be_determined_is_no_abstention()
    {
        var read = AnswerReader.Read("FINAL ANSWER: cannot be determined", new ChoiceNormalizer(), ["A) 1", "B) cannot be determined"]);

        Assert.Equal("B", read?.Answer.Display);
        Assert.False(read?.Abstained);
    }
}
