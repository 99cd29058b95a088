using System.Text.RegularExpressions;

namespace AiCouncil.Analysis;

/// <summary>Finds the options that a question offers, in the order given.</summary>
internal static partial class OfferedChoices
{
    /// <summary>So many lettered items are options, even if they begin with verbs.</summary>
    private const int LongList = 5;

    private const RegexOptions Plain = RegexOptions.CultureInvariant;
    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;

    /// <summary>"A) … B) …", one a line or in a row; numbered only where the words ask to choose. Letters come back in upper case.</summary>
    public static IReadOnlyList<string> Listed(PromptText text)
    {
        var cue = Cue().IsMatch(text.Prose);
        var lines = Run(OptionLine().Matches(text.Prose));
        if (lines.Count >= 2 && IsChoice(lines, text, cue))
        {
            return Labels(lines);
        }

        var inline = Run((StrongCue().IsMatch(text.Prose) ? DottedOption() : InlineOption()).Matches(text.Prose));
        return inline.Count >= 2 && (cue || text.Questions.Count > 0 || inline.Count >= 4) && IsChoice(inline, text, cue) ? Labels(inline) : [];
    }

    /// <summary>"yes or no", "true or false", as words.</summary>
    public static IReadOnlyList<string> Closed(PromptText text) =>
        YesNo().IsMatch(text.Prose) ? ["yes", "no"] : TrueFalse().IsMatch(text.Prose) ? ["true", "false"] : [];

    /// <summary>
    /// "Which is larger, X or Y?": the words around the last "or" of the question. Where it goes on "and by how much?", the choice is
    /// what can be compared: amounts come in too many units and roundings; the winner's text says how much.
    /// </summary>
    public static IReadOnlyList<string> Alternatives(PromptText text)
    {
        var question = HowMuch().Replace(text.Questions.Count > 0 ? text.Questions[^1] : "", "?");
        if (question.Length is < 8 or > 300 || !Alternative().IsMatch(question) || Opinion().IsMatch(question))
        {
            return [];
        }

        var at = question.LastIndexOf(" or ", StringComparison.OrdinalIgnoreCase);
        var last = question[(at + 4)..].TrimEnd('?', ' ');
        var words = last.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return words is 0 or > 4 ? [] : Offered(question[..at].TrimEnd(',', ' '), last, words);
    }

    private static IReadOnlyList<string> Offered(string before, string last, int words)
    {
        var stop = before.LastIndexOfAny([':', ',']);
        var listed = stop < 0 ? [] : before[(stop + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = listed.Length is > 0 and <= 4
            ? string.Join(' ', listed)
            : string.Join(' ', before.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeLast(words));
        var colon = before.LastIndexOf(':');
        var list = colon >= 0 && colon < stop ? before[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries) : [first];
        return [.. list.Append(last).Select(Bare).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Bare(string words) => Article().Replace(words.Trim(), "");

    /// <summary>The last run of consecutive labels that begins with A, a or 1.</summary>
    private static List<Label> Run(MatchCollection matches)
    {
        List<Label> best = [], run = [];
        foreach (Match match in matches)
        {
            var label = new Label(match.Groups[1].ValueSpan is { Length: > 0 } a ? a[0] : match.Groups[2].ValueSpan[0], match.Groups[3].Value);
            if (run.Count > 0 && label.Mark == run[^1].Mark + 1)
            {
                run.Add(label);
            }
            else if (label.Mark is 'A' or 'a' or '1')
            {
                run = [label];
            }

            best = run.Count >= 2 ? run : best;
        }

        return best;
    }

    private static bool IsChoice(List<Label> run, PromptText text, bool cue) => run[0].Mark switch
    {
        '1' => StrongCue().IsMatch(text.Prose),
        'a' => cue && !IsTaskList(run),
        _ => cue || run.Count >= LongList || !IsTaskList(run),
    };

    /// <summary>"A) Write … B) Explain …" lists work to do.</summary>
    private static bool IsTaskList(List<Label> run) => run.Count(label => Words.Imperative(label.Word)) * 2 > run.Count;

    private static List<string> Labels(List<Label> run) => [.. run.Select(label => char.ToUpperInvariant(label.Mark).ToString())];

    private readonly record struct Label(char Mark, string Word);

    [GeneratedRegex(@"(?m)^[ \t]*(?:[-*•][ \t]+)?(?:\*\*)?(?:[(\[]([A-Za-z1-9])[)\]]|([A-Za-z1-9])[).:])(?:\*\*)?[ \t]*([A-Za-z]*)", Plain)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"(?:^|[\s{,;])(?:\(([A-Ja-j1-9])\)|([A-Ja-j1-9])\))\}?[ \t\\]*([A-Za-z]*)", Plain)]
    private static partial Regex InlineOption();

    /// <summary>"A. red B. blue" too: only where the words ask to choose, since sentences end like that.</summary>
    [GeneratedRegex(@"(?:^|[\s{,;])(?:\(([A-Ja-j1-9])\)|([A-Ja-j1-9])[).])[ \t]+([A-Za-z]*)", Plain)]
    private static partial Regex DottedOption();

    [GeneratedRegex(@"\b(?:which|choose|select|pick|correct|best|following|options?|multiple[- ]choice|answer with)\b|\?", AnyCase)]
    private static partial Regex Cue();

    [GeneratedRegex(@"\b(?:choose|select|pick|multiple[- ]choice|(?:which|one) of (?:the following|these)|which (?:option|answer|statement)|correct (?:option|answer))\b", AnyCase)]
    private static partial Regex StrongCue();

    [GeneratedRegex(@"\byes(?: or |/| / )no\b", AnyCase)]
    private static partial Regex YesNo();

    [GeneratedRegex(@"\btrue(?: or |/| / )false\b|\bis (?:it|this|the following)(?: \w+){0,3} true or false\b", AnyCase)]
    private static partial Regex TrueFalse();

    [GeneratedRegex(@"^(?:\w+, )?(?:which|who|what|is|are|was|were|does|did|do|has|have)\b.* or .*\?$", AnyCase)]
    private static partial Regex Alternative();

    [GeneratedRegex(@"\b(?:should|better|recommend|would|prefer|could|i|we|my|our|how|why)\b|\bor (?:not|so|more|less|something|anything|other)\b", AnyCase)]
    private static partial Regex Opinion();

    [GeneratedRegex(@",? (?:and|or) (?:by |roughly |about |exactly )*how (?:much|many \w+|far|long)(?: (?:more|less|\w+er))?(?: is it| exactly| roughly)?\s*\?$", AnyCase)]
    private static partial Regex HowMuch();

    [GeneratedRegex(@"^(?:an?|the) ", AnyCase)]
    private static partial Regex Article();
}
