using System.Text.RegularExpressions;

namespace AiCouncil.Analysis;

/// <summary>
/// Counts the parts of a request that could be worked on separately. A planner costs a call, so a part counts only where the
/// words give work: the sentences of a story, or the options of a question, do not.
/// </summary>
internal static partial class PartRules
{
    private const RegexOptions Rule = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private const int ShortestQuestion = 15;

    /// <summary>One at least; more than one means a planner is worth its price.</summary>
    public static int Count(PromptText text) =>
        Math.Max(1, Math.Max(Math.Max(Items(text), Questions(text)), Math.Max(Steps(text), Recommendation().IsMatch(text.Prose) ? 2 : 1)));

    /// <summary>Items of a list that each ask or order something.</summary>
    private static int Items(PromptText text) =>
        Item().Matches(text.Prose).Count(item => Words.Imperative(Words.Opening(item.Groups[1].Value)) || item.Value.TrimEnd().EndsWith('?'));

    /// <summary>Questions of different openings; a story's repeated "how many" is mostly one task with an intermediate result.</summary>
    private static int Questions(PromptText text)
    {
        var questions = text.Questions.Where(question => question.Length >= ShortestQuestion && Asking().IsMatch(question)).ToList();
        return questions.Count >= 2 && !AnswerTypeRules.IsMath(text) && questions.Sum(question => question.Length) * 2 > text.Prose.Length ? questions.Count : 1;
    }

    /// <summary>"First … then … finally …" over imperatives, or one sentence that strings imperatives together.</summary>
    private static int Steps(PromptText text)
    {
        var orders = text.Sentences.Count(sentence => Words.Imperative(Words.Opening(sentence)));
        var chained = text.Sentences.Sum(sentence => Words.Imperative(Words.Opening(sentence)) ? Chained(sentence) : 0);
        var sequenced = Sequence().IsMatch(text.Prose);
        return sequenced ? Math.Max(orders, chained + 1) : chained >= 2 ? chained + 1 : orders >= 3 ? orders : 1;
    }

    private static int Chained(string sentence) =>
        Link().Matches(sentence).Count(link => Words.Imperative(link.Groups[1].Value) && !Shared(link.Groups[1].Value));

    /// <summary>"Calculate and give the result": the second verb adds no work.</summary>
    private static bool Shared(string verb) =>
        verb.ToUpperInvariant() is "GIVE" or "SHOW" or "EXPLAIN" or "TELL" or "ANSWER" or "STATE" or "CODE" or "PLAN" or "TEST" or "NAME"
            or "CHANGE" or "ESTIMATE" or "REPLY" or "RETURN" or "RESEARCH" or "OUTLINE" or "DESIGN" or "REVIEW" or "SAY";

    [GeneratedRegex(@"(?m)^[ \t]*(?:\(?\d{1,2}[.):]|\(?[a-zA-Z][.)]|[-*•])[ \t]+(\S[^\n]*)", Rule)]
    private static partial Regex Item();

    [GeneratedRegex(@"\b(?:who|what|when|where|which|why|how|is|are|does|do|did|can|should|will)\b", Rule)]
    private static partial Regex Asking();

    [GeneratedRegex(@"\bfirst(?:ly)?\b[\s\S]{1,1000}\b(?:then|second(?:ly)?|next|after that|finally|lastly)\b|\bthen\b.{1,400}\bfinally\b|\b(?:and then|after that|afterwards)\b", Rule)]
    private static partial Regex Sequence();

    [GeneratedRegex(@"(?:,|;|\.|\band\b|\bthen\b|\balso\b|\bfinally\b)\s+(?:(?:and|then|also|finally|to|next)\s+)*([a-z-]+)", Rule)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:^|[.!?:\n]\s*)(?:please |can you )?compare\b.{1,400}\b(?:recommend|choose|suggest|decide|propose|pick)\b|(?:^|[.!?:\n]\s*)(?:please |can you )?(?:research|analy[sz]e|investigate|evaluate)\b.{1,400}\b(?:and|then) (?:recommend|propose|write|draft|design|create|suggest)\b", Rule)]
    private static partial Regex Recommendation();
}
