using System.Globalization;
using System.Text.RegularExpressions;

namespace AiCouncil.Integration.Tests.Recorded;

/// <summary>
/// A second opinion on the council's vote, written without its arbiter and as plainly as can be: the last number of each text's
/// answer, the most frequent of them, and of equals the one that was given first.
/// </summary>
internal static partial class NaivePlurality
{
    public static decimal? Of(IEnumerable<string> texts) =>
        texts.Select(Number).OfType<decimal>().GroupBy(number => number).OrderByDescending(group => group.Count()).Select(group => (decimal?)group.Key).FirstOrDefault();

    public static decimal? Number(string text)
    {
        var marked = Marked().Matches(text);
        var answer = marked.Count > 0 ? marked[^1].Groups[1].Value : text;
        var numbers = Figures().Matches(answer);
        return numbers.Count > 0 && decimal.TryParse(numbers[^1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    [GeneratedRegex("""(?:"answer"\s*:|FINAL ANSWER:\**|\\boxed\{)\s*"?([^"\n}]*)""")]
    private static partial Regex Marked();

    [GeneratedRegex(@"-?\d[\d,]*(?:\.\d+)?")]
    private static partial Regex Figures();
}
