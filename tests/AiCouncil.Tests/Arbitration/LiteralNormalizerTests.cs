using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class LiteralNormalizerTests
{
    private static readonly LiteralNormalizer Literals = new();

    [Theory]
    [InlineData("['a', 'b']", "[\"a\",\"b\"]", "`['a','b']`", "```python\n['a', 'b']\n```", "assert f('==') == ['a', 'b']", "['a', 'b',]")]
    [InlineData("abc", "'abc'", "\"abc\"", "`abc`", "'''abc'''")]
    [InlineData("{'a': 1, 'b': [2]}", "{'b':[2],'a':1}", "{\"a\": 1, \"b\": [2]}")]
    [InlineData("[True, None]", "[true, null]")]
    [InlineData("816", "'816'", "816.0")]
    [InlineData("'a\\nb'", "\"a\\nb\"", "a\nb", "'a\\x0ab'")]
    [InlineData("(1,)", "(1, )")]
    public void Notations_of_one_value_are_equal(string first, params string[] others)
    {
        foreach (var other in others)
        {
            Assert.Equal(Literals.Normalize(first, [])?.Key, Literals.Normalize(other, [])?.Key);
        }
    }

    [Theory]
    [InlineData("['1']", "[1]")]
    [InlineData("(1,)", "1")]
    [InlineData("(1, 2)", "[1, 2]")]
    [InlineData("' a'", "'a'")]
    [InlineData("'A'", "'a'")]
    [InlineData("[1, 2]", "[2, 1]")]
    [InlineData("08999", "8999")]
    public void Different_values_stay_apart(string left, string right) =>
        Assert.NotEqual(Literals.Normalize(left, [])?.Key, Literals.Normalize(right, [])?.Key);

    [Fact]
    public void Deep_nesting_is_compared_as_text_instead_of_overflowing()
    {
        var deep = new string('[', 9_000) + new string(']', 9_000);

        Assert.NotNull(Literals.Normalize(deep, []));
    }
}
