using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Mathematical expressions by notation, not by algebra: \frac{1}{2} = \dfrac12 = 1/2 = 0.5, 2\sqrt{3} = 2√3, x = 5 is 5.
/// 2(x+1) and 2x+2 stay apart.
/// </summary>
internal sealed partial class MathNormalizer : IAnswerNormalizer
{
    private const int LongestLine = 200;
    private readonly NumberNormalizer _numbers = new();

    public AnswerType Type => AnswerType.MathExpression;

    public NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices)
    {
        var display = Display(value);
        if (display.Length == 0)
        {
            return null;
        }

        if (NumberOnly().IsMatch(display) && _numbers.Normalize(display, choices) is { } number)
        {
            return number with { Display = display };
        }

        var notation = Sides(LatexNotation.Linear(display));
        var key = NumberOnly().IsMatch(notation) && _numbers.Normalize(notation, choices) is { } whole ? whole.Key : notation;
        return key.Length == 0 ? null : new NormalizedAnswer(key, display);
    }

    /// <summary>The last formula of the text, or a short text itself.</summary>
    public NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices)
    {
        if (Formula().Matches(tail).LastOrDefault() is { } formula)
        {
            return Normalize(formula.Groups[1].Success ? formula.Groups[1].Value : formula.Groups[2].Value, choices);
        }

        var line = tail.Trim();
        return line.Length <= LongestLine && !line.Contains('\n', StringComparison.Ordinal) ? Normalize(line, choices) : null;
    }

    /// <summary>A sentence around a formula is not part of it: "the area is $2\pi$ square units".</summary>
    private static string Display(string value)
    {
        value = LatexText.Unwrap(value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value);
        for (var before = ""; before != value;)
        {
            before = value;
            value = Inner(value);
        }

        return value;
    }

    private static string Inner(string value)
    {
        if (LatexText.LastBox(value) is { } box)
        {
            return LatexText.Unwrap(box);
        }

        var formulas = Formula().Matches(value);
        return formulas.Count == 1 && Prose().IsMatch(value)
            ? LatexText.Unwrap(formulas[0].Groups[1].Success ? formulas[0].Groups[1].Value : formulas[0].Groups[2].Value)
            : value;
    }

    /// <summary>"x=5" answers with 5, and "2+3=5" with its last side.</summary>
    private static string Sides(string notation)
    {
        var named = Named().Match(notation);
        return named.Success ? notation[named.Length..] : notation;
    }

    [GeneratedRegex(@"^[-+−$]?\s?[$]?(?:\d{1,3}(?:(?:,|\{,\}|\\,|\\!)+\d{3})+|\d{1,400})?(?:\.\d{1,400})?(?:/\d{1,400})?\s?(?:\\?%|°|\^\\circ|\^\{\\circ\})?(?:\s[a-z]{3,}|\s(?:cm|mm|km|m|in|ft|g|kg|s))*$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex NumberOnly();

    [GeneratedRegex(@"\$([^$]{1,2000})\$|\\\(([\s\S]{1,2000}?)\\\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Formula();

    [GeneratedRegex(@"[A-Za-z]{2,}\s", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Prose();

    [GeneratedRegex(@"^[A-Za-z](?:\([a-z]\))?=(?:[^=]*=)*", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
