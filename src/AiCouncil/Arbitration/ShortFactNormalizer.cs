using System.Text;
using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>Names, places, dates: equal but for case, accents, articles, punctuation and compatible Unicode forms.</summary>
internal sealed partial class ShortFactNormalizer : IAnswerNormalizer
{
    private const int LongestFact = 300;
    private const int FoldRounds = 4;

    public AnswerType Type => AnswerType.ShortFact;

    public NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices)
    {
        var display = Bare(value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value);
        var key = display.Length > LongestFact ? "" : Fold(display);
        return key.Length == 0 ? null : new NormalizedAnswer(key, display);
    }

    /// <summary>A short text is its own answer, otherwise the last line when it is short.</summary>
    public NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices) =>
        tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } line
            ? Normalize(line, choices)
            : null;

    private static string Bare(string value)
    {
        for (var before = ""; before != value;)
        {
            before = value;
            value = LatexText.Unwrap(value).Trim('"', ' ');
        }

        return value;
    }

    /// <summary>What two spellings of one fact have in common; folding twice changes nothing.</summary>
    public static string Fold(string value)
    {
        value = value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value;
        for (var round = 0; round < FoldRounds; round++)
        {
            var folded = FoldOnce(value);
            if (folded == value)
            {
                break;
            }

            value = folded;
        }

        return value;
    }

    private static string FoldOnce(string value)
    {
        var text = Thousands().Replace(CompatibleText.WithoutMarks(CompatibleText.Fold(value).ToLowerInvariant()), "");
        var words = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            _ = Class(text, at) switch
            {
                Kind.Kept => words.Append(text[at]),
                Kind.Gap => words.Append(' '),
                _ => words,
            };
        }

        return WithoutArticles(words.ToString());
    }

    private enum Kind { Kept, Gap, Dropped }

    /// <summary>Signs that tell names and values apart ("C++", "C#", "3.5", "-2", "50%") stay.</summary>
    private static Kind Class(string text, int at)
    {
        var current = text[at];
        if (char.IsLetterOrDigit(current) || char.IsSurrogate(current) || char.IsSymbol(current) || current is '%' or '#' or '&' || char.GetUnicodeCategory(current)
            is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark)
        {
            return current is '`' or '^' or '¨' ? Kind.Dropped : Kind.Kept;
        }

        var beforeDigit = at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
        if (beforeDigit && ((current == '.' && at > 0 && char.IsAsciiDigit(text[at - 1])) || (current == '-' && (at == 0 || text[at - 1] == ' '))))
        {
            return Kind.Kept;
        }

        return current is '\'' or '.' ? Kind.Dropped : Kind.Gap;
    }

    private static string WithoutArticles(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = 0;
        while (first < words.Length - 1 && words[first] is "the" or "a" or "an")
        {
            first++;
        }

        return string.Join(' ', words[first..]);
    }

    [GeneratedRegex(@"(?<=\d),(?=\d{3}(?!\d))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Thousands();
}
