using System.Text;
using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Numbers by exact value: 1,234 = 1234.0 = $1,234 = 1.234e3 = 2468/2. Units and the percent sign are not part of the value.
/// A value of several numbers ("5 hours 30 minutes") is compared as words, never as one of them.
/// </summary>
internal sealed partial class NumberNormalizer : IAnswerNormalizer
{
    private const string Number = @"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+";

    public AnswerType Type => AnswerType.Number;

    public NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices)
    {
        var plain = Plain(value);
        var sides = plain.LastIndexOfAny(['=', '≈']);
        var side = sides < 0 ? plain : plain[(sides + 1)..];
        var numbers = Token().Matches(side);
        if (numbers.Count == 1 && !Formula().IsMatch(side))
        {
            return Value(numbers[0]) is { } number ? new NormalizedAnswer(number.Key, number.Display) : null;
        }

        return numbers.Count == 0 ? InWords(side) : Several(side, value.Trim());
    }

    public NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices)
    {
        var last = Token().Matches(Plain(tail)).LastOrDefault();
        return last is not null && Value(last) is { } number ? new NormalizedAnswer(number.Key, number.Display) : null;
    }

    private static NormalizedAnswer? Several(string side, string display) =>
        ShortFactNormalizer.Fold(side) is { Length: > 0 } words ? new NormalizedAnswer("~" + words, display) : null;

    private static NormalizedAnswer? InWords(string value)
    {
        var word = Word().Match(value);
        var index = word.Success ? Array.IndexOf(Words, word.Groups[1].Value.ToLowerInvariant()) : -1;
        return index < 0 || ExactNumber.Parse($"{index}") is not { } number ? null : new NormalizedAnswer(number.Key, number.Display);
    }

    /// <summary>The value without typesetting: one kind of minus, of fraction, of power of ten, and no remark in parentheses.</summary>
    private static string Plain(string value)
    {
        var text = LatexText.Unwrap(value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value);
        text = VulgarFraction().Replace(text, " $0");
        text = Fraction().Replace(CompatibleText.Fold(text), " $1/$2 ");
        text = new StringBuilder(text)
            .Replace("{,}", ",").Replace("\\,", "").Replace("\\!", "").Replace("\\$", "$")
            .Replace("\\times", "×").Replace("\\cdot", "×").Replace("\\approx", "≈").Replace("\\%", "%").Replace("\\ ", " ").ToString();
        text = BarePowerOfTen().Replace(PowerOfTen().Replace(text, "e$1"), "1e$1");
        text = UnitPower().Replace(text, "$1");
        text = WholeHour().Replace(text, "$1");
        return Remark().Replace(text, "$1").Trim();
    }

    private static ExactNumber? Value(Match token)
    {
        var whole = Part(token, "whole");
        var number = Part(token, "number");
        if (token.Groups["over"].Success && number is { } numerator)
        {
            number = Part(token, "over") is { } denominator ? numerator.Over(denominator) : null;
        }

        if (token.Groups["whole"].Success)
        {
            number = number is { } fraction && whole is { } units ? units.Plus(fraction) : null;
        }

        if (token.Groups["scale"].Success && number is { } unscaled && ExactNumber.Parse(Scale(token.Groups["scale"].Value)) is { } scale)
        {
            number = unscaled.Times(scale);
        }

        return token.Groups["sign"].Value.Contains('-') || token.Groups["sign2"].Value == "-" ? number?.Negate() : number;
    }

    private static ExactNumber? Part(Match token, string group) =>
        token.Groups[group].Success ? ExactNumber.Parse(token.Groups[group].Value.Replace(",", "", StringComparison.Ordinal)) : null;

    private static string Scale(string word) => char.ToLowerInvariant(word[0]) switch
    {
        'h' => "1e2",
        't' => word.StartsWith("th", StringComparison.OrdinalIgnoreCase) ? "1e3" : "1e12",
        'm' => "1e6",
        _ => "1e9",
    };

    private static readonly string[] Words =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    [GeneratedRegex(@"(?:(?<=^|[\s(\[:=~≈|])(?<sign>[-+])\s?)?[$€£¥]?\s?(?<sign2>-)?(?:(?<=^|[^\w.]|[$€£¥])(?<whole>\d{1,9})\s{1,2}(?=\d{1,9}/\d))?(?<![A-Za-z_\d.])(?<number>(?:" + Number + @")(?:e[+-]?\d{1,9})?)(?:\s?/\s?(?<over>" + Number + @"))?(?:\s?(?<scale>hundred|thousand|million|billion|trillion)\b)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Token();

    // Letters that stand for an unknown: then the value is a formula, not a number with a unit ("m/s").
    [GeneratedRegex(@"(?:^|[^A-Za-z\\])[xyznk]\s?[-+*/^]|[-+*/^]\s?[xyznk](?:[^A-Za-z]|$)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Formula();

    [GeneratedRegex(@"[\u00BC-\u00BE\u2150-\u215E]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex VulgarFraction();

    [GeneratedRegex(@"\\[dtc]?frac\s?\{?\s?(-?\d{1,40}(?:\.\d{1,40})?)\s?\}?\s?\{?\s?(\d{1,40}(?:\.\d{1,40})?)\s?\}?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\s?[×x*]\s?10\s?\^\s?\{?\s?([-+]?\d{1,9})\s?\}?", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex PowerOfTen();

    [GeneratedRegex(@"\b10\s?\^\s?\{?\s?(-?\d{1,3})\s?\}?", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex BarePowerOfTen();

    // "m/s^2", but not the unknown of "x^2".
    [GeneratedRegex(@"([A-Za-jl-mo-w])\s?\^\s?\{?\s?-?\d\s?\}?", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex UnitPower();

    [GeneratedRegex(@"\b(\d{1,2}):00\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex WholeHour();

    [GeneratedRegex(@"([\w%.])\s?\([^()]*\)\s*$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Remark();

    [GeneratedRegex(@"^\W*(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)(?:\s+[a-z]+){0,2}\W*$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
