using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>One of the offered options: by its label ("(B)", "B. Paris", "option b") or by its words.</summary>
internal sealed partial class ChoiceNormalizer : IAnswerNormalizer
{
    private const int LongestUnknown = 60;
    private const int Ending = 300;

    public AnswerType Type => AnswerType.Choice;

    public NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices)
    {
        var options = Option.Of(choices);
        var plain = Plain(value);
        var folded = ShortFactNormalizer.Fold(plain);
        if (Both().IsMatch(plain))
        {
            return null;
        }

        return (folded.Length == 0 ? null : options.FirstOrDefault(option => option.Key == folded) ?? options.FirstOrDefault(option => option.Words == folded))?.Answer
            ?? Labelled(plain, options)
            ?? InParentheses(plain, options)
            ?? OnlyNamed(folded, options)
            ?? (options.Count == 0 ? Unknown(plain, folded) : null);
    }

    public NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices)
    {
        var options = Option.Of(choices);
        foreach (var match in Chosen().Matches(tail).Reverse())
        {
            if (Find(match.Groups[1].Value, options) is { } chosen)
            {
                return chosen;
            }
        }

        var lastLine = tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        var ending = tail.Length > Ending ? tail[^Ending..] : tail;
        return Labelled(Plain(lastLine), options)
            ?? Parenthesised().Matches(ending).Reverse().Select(match => Find(match.Groups[1].Value, options)).FirstOrDefault(found => found is not null)
            ?? OnlyNamed(ShortFactNormalizer.Fold(lastLine), options);
    }

    private static string Plain(string value)
    {
        var text = LatexText.Unwrap(value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value);
        text = TextCommand().Replace(text, "$1");
        return LatexText.Unwrap(text.Replace("**", "", StringComparison.Ordinal).Trim('"', '\'', '`', ' '));
    }

    private static NormalizedAnswer? Labelled(string plain, IReadOnlyList<Option> options)
    {
        var match = Label().Match(plain);
        return match.Success ? Find(match.Groups[1].Value, options) : null;
    }

    private static NormalizedAnswer? InParentheses(string plain, IReadOnlyList<Option> options)
    {
        var labels = Parenthesised().Matches(plain).Select(match => match.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return labels.Count == 1 ? Find(labels[0], options) : null;
    }

    /// <summary>The one option whose words the text holds; two named options are no choice.</summary>
    private static NormalizedAnswer? OnlyNamed(string folded, IReadOnlyList<Option> options)
    {
        var text = $" {folded} ";
        var named = options.Where(option => option.Words.Length > 1 && text.Contains($" {option.Words} ", StringComparison.Ordinal)).ToList();
        var longest = named.MaxBy(option => option.Words.Length);
        return longest is not null && named.TrueForAll(option => longest.Words.Contains(option.Words, StringComparison.Ordinal)) ? longest.Answer : null;
    }

    private static NormalizedAnswer? Find(string label, IReadOnlyList<Option> options)
    {
        if (options.Count == 0)
        {
            return new NormalizedAnswer(label.ToLowerInvariant(), label.ToUpperInvariant());
        }

        return options.FirstOrDefault(option => string.Equals(option.Label, label, StringComparison.OrdinalIgnoreCase))?.Answer;
    }

    private static NormalizedAnswer? Unknown(string plain, string folded) =>
        folded.Length is 0 or > LongestUnknown ? null : new NormalizedAnswer(folded, plain);

    [GeneratedRegex(@"^\W{0,3}(?:(?:[Tt]he\s+)?(?:[Cc]orrect\s+|[Bb]est\s+|[Ff]inal\s+)?(?:[Aa]nswer|[Oo]ption|[Cc]hoice)(?:\s+is)?\s*:?\s*)?[(\[]?\s?([A-Za-z]|\d{1,2})(?:[)\].:,;*]|\s[-–—]\s|\s*$)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\W{0,3}[A-Z]\W{0,3}\s(?:or|and)\s\W{0,3}[A-Z](?:\W|$)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Both();

    [GeneratedRegex(@"[(\[]\s?([A-Za-z]|\d{1,2})\s?[)\]]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Parenthesised();

    [GeneratedRegex(@"(?i:answer|option|choice)(?:\s+(?:is|would be|must be))?\s*:?\s*(?:\*\*|\$)?[(\[]?\s?([A-Z])(?:[)\].:,;*\s$]|$)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Chosen();

    [GeneratedRegex(@"\\(?:text|textbf|mathrm|mathbf|mbox)\s?\{([^{}]*)\}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex TextCommand();

    /// <summary>"(B) Paris" is labelled B; options without labels are counted off: the second is B.</summary>
    private sealed partial record Option(string Label, string Words, NormalizedAnswer Answer)
    {
        public string Key => Answer.Key;

        public static List<Option> Of(IReadOnlyList<string> choices)
        {
            var labelled = choices.Select(choice => Parts().Match(choice)).ToList();
            return labelled.TrueForAll(match => match.Success)
                ? labelled.ConvertAll(match => Make(match.Groups[1].Value.ToUpperInvariant(), match.Groups[2].Value))
                : [.. choices.Select((choice, index) => new Option(Position(index), ShortFactNormalizer.Fold(choice), new(ShortFactNormalizer.Fold(choice), choice.Trim())))];
        }

        private static Option Make(string label, string words) =>
            new(label, ShortFactNormalizer.Fold(words), new NormalizedAnswer(label.ToLowerInvariant(), label));

        private static string Position(int index) => index < 26 ? ((char)('A' + index)).ToString() : "";

        [GeneratedRegex(@"^\s*[(\[]?([A-Za-z]|\d{1,2})(?:[)\].:]\s*([\s\S]*)|\s*)$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
        private static partial Regex Parts();
    }
}
