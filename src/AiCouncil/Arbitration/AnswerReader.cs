using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Finds the answer in a model's whole text: the marked line, a JSON field, a box, a phrase ("the answer is …"), and last what
/// the answer type knows. Every step is one pass over the text or works on its bounded end.
/// </summary>
internal static partial class AnswerReader
{
    private const int Tail = 4_000;
    private const int Phrases = 4;

    /// <summary>Null when no answer can be read.</summary>
    public static ReadAnswer? Read(string text, IAnswerNormalizer normalizer, IReadOnlyList<string> choices)
    {
        foreach (var candidate in Candidates(text, normalizer.Type))
        {
            if (Value(candidate, normalizer, choices) is { } answer)
            {
                return answer;
            }
        }

        var tail = text.Length > Tail ? text[^Tail..] : text;
        if (Abstentions.Ends(tail))
        {
            return ReadAnswer.Abstention;
        }

        return normalizer.LastResort(tail, choices) is { } last ? new ReadAnswer(last, Abstained: false) : null;
    }

    private static ReadAnswer? Value(string value, IAnswerNormalizer normalizer, IReadOnlyList<string> choices)
    {
        // A choice may offer "cannot be determined" as an option: there the options are asked first.
        var optionsFirst = normalizer.Type == AnswerType.Choice;
        if (!optionsFirst && Abstentions.Is(value, normalizer.Type))
        {
            return ReadAnswer.Abstention;
        }

        if (normalizer.Normalize(value, choices) is { } answer)
        {
            return new ReadAnswer(answer, Abstained: false);
        }

        return optionsFirst && Abstentions.Is(value, normalizer.Type) ? ReadAnswer.Abstention : null;
    }

    private static IEnumerable<string> Candidates(string text, AnswerType type)
    {
        var marked = MarkedLine.Last(text);
        var field = AnswerField.Last(text, type);
        var jsonFirst = field is { } found && (LooksLikeJson(text) || found.Position > (marked?.Start ?? -1));
        if (jsonFirst)
        {
            yield return Inner(field!.Value.Value);
        }

        if (marked is not null)
        {
            yield return AnswerField.Last(marked.Value, type)?.Value ?? marked.Value;
        }

        if (field is not null && !jsonFirst)
        {
            yield return Inner(field.Value.Value);
        }

        if (LatexText.LastBox(text) is { } box)
        {
            yield return box;
        }

        foreach (var phrase in AfterPhrases(text.Length > Tail ? text[^Tail..] : text))
        {
            yield return phrase;
        }
    }

    private static string Inner(string value) => MarkedLine.Last(value)?.Value ?? value;

    private static bool LooksLikeJson(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.StartsWith("```"))
        {
            start = start[3..];
            start = start.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? start[4..] : start;
        }

        return start.TrimStart().StartsWith("{");
    }

    /// <summary>What follows "the answer is", the last first.</summary>
    private static IEnumerable<string> AfterPhrases(string tail)
    {
        foreach (var match in AnswerPhrase().Matches(tail).Reverse().Take(Phrases))
        {
            var rest = tail[(match.Index + match.Length)..].TrimStart();
            var line = rest.Split('\n', 2)[0].Trim();
            var end = SentenceEnd().Match(line);
            if (end.Success)
            {
                yield return line[..end.Index];
            }

            if (line.Length > 0)
            {
                yield return line; // "J. 2.39 °C" is one answer, not a sentence that ends behind J
            }
        }
    }

    [GeneratedRegex(@"\banswers?(?:\*\*)?\s*(?:(?:is|are|was|be|would be|should be|must be)\b\s*(?:indeed|therefore|thus|simply)?|:)\s*:?\s*(?:option\s+)?",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex AnswerPhrase();

    [GeneratedRegex(@"[.!?](?:\s|$)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();
}

/// <summary>One vote.</summary>
internal sealed record ReadAnswer(NormalizedAnswer Answer, bool Abstained)
{
    public static ReadAnswer Abstention { get; } = new(new NormalizedAnswer("", AnswerContract.Abstention), Abstained: true);
}
