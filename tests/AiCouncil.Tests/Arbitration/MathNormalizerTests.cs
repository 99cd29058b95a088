using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class MathNormalizerTests
{
    private static readonly MathNormalizer Expressions = new();

    [Theory]
    [InlineData("\\frac{1}{2}", "\\dfrac{1}{2}", "\\frac12", "1/2", "0.5", "$\\frac{1}{2}$", "\\(x = \\frac{1}{2}\\)", "\\boxed{\\frac{1}{2}}")]
    [InlineData("2\\sqrt{3}", "2 \\cdot \\sqrt{3}", "2√3", "2*sqrt(3)", "$2\\sqrt 3$", "The length is $2\\sqrt{3}$ units")]
    [InlineData("\\left( -\\infty, 3 \\right]", "(-\\infty,3]", "(-∞, 3]")]
    [InlineData("90", "90^\\circ", "90°", "90^{\\circ}", "90 degrees", "90\\text{ cm}", "90 \\, \\text{units}")]
    [InlineData("1234", "1,234", "1{,}234", "\\$1,234", "1234.")]
    [InlineData("\\{1, 2\\}", "\\{2,1\\}", "{1, 2}")]
    [InlineData("x^{2} + 1", "x^2+1", "x²+1")]
    [InlineData("\\frac{\\sqrt{3}}{2}", "\\sqrt{3}/2", "√3/2")]
    [InlineData("\\frac{-1}{4}", "-\\frac{1}{4}", "-1/4")]
    [InlineData("16\\pi", "16π", "16 \\pi")]
    public void Notations_of_one_expression_are_equal(string first, params string[] others)
    {
        foreach (var other in others)
        {
            Assert.Equal(Expressions.Normalize(first, [])?.Key, Expressions.Normalize(other, [])?.Key);
        }
    }

    [Theory]
    [InlineData("2\\sqrt{3}", "3\\sqrt{2}")]
    [InlineData("\\frac{1}{2x}", "\\frac{1}{2}x")]
    [InlineData("x^{12}", "x^1 2y")]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("[1,2]", "(1,2)")]
    [InlineData("\\frac{a+b}{c}", "a+\\frac{b}{c}")]
    public void Different_expressions_stay_apart(string left, string right) =>
        Assert.NotEqual(Expressions.Normalize(left, [])?.Key, Expressions.Normalize(right, [])?.Key);
}
