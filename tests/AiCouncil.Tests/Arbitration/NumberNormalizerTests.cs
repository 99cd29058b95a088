using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class NumberNormalizerTests
{
    private static readonly NumberNormalizer Numbers = new();

    [Theory]
    [InlineData("1234", "1,234", "1234.0", "$1,234", "1.234e3", "1.234 × 10^3", "1.234 \\times 10^{3}", "1{,}234", "1234 miles", "**1,234**", "$1,234.00.", "2468/2", "USD 1,234", "１２３４", "1.234 thousand")]
    [InlineData("-6", "−6", "-$6", "$-6", "- 6 degrees", "x = -6", "\\boxed{-6}", "-6.0 (six below zero)")]
    [InlineData("1/2", "0.5", ".5", "½", "\\frac{1}{2}", "\\dfrac12", "2/4", "0.50")]
    [InlineData("7/2", "3.5", "3 1/2", "3½", "3\\frac{1}{2}")]
    [InlineData("5", "5 m/s", "5 m^2", "5 kg m^{-3}", "5 km/h")]
    [InlineData("1000", "10^3", "10^{3}", "1 × 10^3")]
    [InlineData("60", "60%", "60 \\%", "60 percent", "about 60", "5 * 12 = 60", "sixty is 60")]
    [InlineData("1500000", "1.5 million", "1,500,000")]
    [InlineData("2", "2:00 pm", "two", "Two apples")]
    public void Spellings_of_one_value_are_equal(string key, params string[] spellings)
    {
        foreach (var spelling in spellings)
        {
            Assert.Equal(key, Numbers.Normalize(spelling, [])?.Key);
        }
    }

    [Theory]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1/3", "0.3333333333333333")]
    [InlineData("5", "-5")]
    [InlineData("1,2", "12")]
    [InlineData("5 hours", "5 hours 30 minutes")]
    [InlineData("2:30", "2")]
    [InlineData("4750 / x", "4750")]
    [InlineData("x^2 + 5", "x + 5")]
    [InlineData("2^10", "2")]
    [InlineData("29 large and 60 small", "60")]
    public void Different_values_stay_apart(string left, string right) =>
        Assert.NotEqual(Numbers.Normalize(left, [])?.Key, Numbers.Normalize(right, [])?.Key);

    [Theory]
    [InlineData("")]
    [InlineData("x + y")]
    [InlineData("1/0")]
    [InlineData("1e999999999")]
    [InlineData("many")]
    public void What_is_no_number_is_not_read(string value) => Assert.Null(Numbers.Normalize(value, []));

    [Theory]
    [InlineData("1,234.50", "1234.5")]
    [InlineData("1/3", "1/3")]
    [InlineData("-0.25", "-0.25")]
    [InlineData("0/7", "0")]
    public void A_value_is_shown_as_a_person_writes_it(string value, string shown) => Assert.Equal(shown, Numbers.Normalize(value, [])?.Display);
}
