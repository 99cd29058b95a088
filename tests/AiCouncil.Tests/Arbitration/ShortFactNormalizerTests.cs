using AiCouncil.Arbitration;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class ShortFactNormalizerTests
{
    private static readonly ShortFactNormalizer Facts = new();

    [Theory]
    [InlineData("The Beatles", "beatles", "\"The Beatles\".", "**The Beatles**", "BEATLES!")]
    [InlineData("St. Peter's", "st peters", "St Peter’s")]
    [InlineData("ﬁsh", "fish", "Fish")]
    [InlineData("1,234 km", "1234 km")]
    [InlineData("São Paulo", "Sao Paulo", "SÃO PAULO", "Sa\u0303o Paulo")]
    [InlineData("Jean-Paul Sartre", "Jean Paul Sartre")]
    public void Spellings_of_one_fact_are_equal(string first, params string[] others)
    {
        foreach (var other in others)
        {
            Assert.Equal(Facts.Normalize(first, [])?.Key, Facts.Normalize(other, [])?.Key);
        }
    }

    [Theory]
    [InlineData("C++", "C#")]
    [InlineData("C", "C#")]
    [InlineData("3.5", "35")]
    [InlineData("-2", "2")]
    [InlineData("Vitamin A", "Vitamin")]
    [InlineData("50%", "50")]
    public void Different_facts_stay_apart(string left, string right) =>
        Assert.NotEqual(Facts.Normalize(left, [])?.Key, Facts.Normalize(right, [])?.Key);
}
