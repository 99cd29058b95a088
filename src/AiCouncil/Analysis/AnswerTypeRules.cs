using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>
/// The shape of the answer. The more certain shape is looked for first; whatever no rule claims is prose, which is never voted
/// on, so that a miss costs a comparison and not a wrong answer. A program is a document: two right ones are never equal as text.
/// </summary>
internal static partial class AnswerTypeRules
{
    private const RegexOptions Rule = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    public static (AnswerType Type, IReadOnlyList<string> Choices) Read(PromptText text, bool multiPart)
    {
        if (OfferedChoices.Listed(text) is { Count: > 0 } listed)
        {
            return (AnswerType.Choice, listed);
        }

        if (multiPart)
        {
            return (Document().IsMatch(text.Prose) ? AnswerType.Document : Written(text) ?? AnswerType.Prose, []);
        }

        if (IsLiteral(text))
        {
            return (AnswerType.Literal, []);
        }

        if (Written(text) is { } written)
        {
            return (written, []);
        }

        return OfferedChoices.Closed(text) is { Count: > 0 } closed ? (AnswerType.Choice, closed) : Short(text);
    }

    private static (AnswerType, IReadOnlyList<string>) Short(PromptText text)
    {
        if (IsMath(text))
        {
            return (Counted().IsMatch(text.Ask) && !InTermsOf().IsMatch(text.Ask) ? AnswerType.Number : AnswerType.MathExpression, []);
        }

        if (QuantityRules.AsksForNumber(text))
        {
            return (AnswerType.Number, []);
        }

        if (OfferedChoices.Alternatives(text) is { Count: > 0 } alternatives)
        {
            return (AnswerType.Choice, alternatives);
        }

        if (IsClosedQuestion(text))
        {
            return (AnswerType.Choice, ["yes", "no"]);
        }

        return (IsFact(text) ? AnswerType.ShortFact : AnswerType.Prose, []);
    }

    /// <summary>Text to be written: by its opening verb, unless that asks for a value ("Simplify …", "Find …").</summary>
    private static AnswerType? Written(PromptText text)
    {
        var opening = Words.Opening(text.First);
        var asking = Words.Opening(text.Ask);
        if (Document().IsMatch(text.First) || Document().IsMatch(text.Ask))
        {
            return AnswerType.Document;
        }

        if (Words.Creation(opening) || Words.Creation(asking))
        {
            return Program().IsMatch(text.Prose) ? AnswerType.Document : AnswerType.Prose;
        }

        if (text.HasCode && (Words.Modification(opening) || Words.Modification(asking)))
        {
            return AnswerType.Document;
        }

        return Explaining().IsMatch(text.First) || Explaining().IsMatch(text.Ask) ? AnswerType.Prose : null;
    }

    private static bool IsLiteral(PromptText text) =>
        Pattern().IsMatch(text.Prose) || Exact().IsMatch(text.Prose) || (text.HasCode && !IsMath(text) && CodeOutput().IsMatch(text.Prose));

    /// <summary>LaTeX or the vocabulary of algebra.</summary>
    public static bool IsMath(PromptText text) => Latex().IsMatch(text.Prose) || Algebra().IsMatch(text.Prose);

    private static bool IsClosedQuestion(PromptText text) =>
        text.Questions.Count == 1 && text.Length <= 160 && text.Ask.Length >= text.Length - 4
        && ClosedQuestion().IsMatch(text.Ask) && !Personal().IsMatch(text.Ask);

    private static bool IsFact(PromptText text) => text.Ask.Length <= 240 && Fact().IsMatch(text.Ask) && !NotAFact().IsMatch(text.Ask);

    [GeneratedRegex(@"\b(?:write|give|create|provide|need|what is|what's|find|build)\b.{0,40}\b(?:regex|regular expression)\b|\b(?:regex|regular expression) (?:that|to|for|matching|which)\b", Rule)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bcomplete the assertion\b|\bexact (?:string|output|literal|text|value)\b|\b(?:reply|respond|answer|output) (?:with )?(?:exactly|verbatim|only the (?:string|word|json|literal|code))\b|\b(?:convert|encode|decode|reverse|uppercase|lowercase)\b.{0,60}\b(?:hex|hexadecimal|binary|base64|base 64|octal|rot13|morse|string|word|url)\b|\bin (?:hexadecimal|binary|base64)\b", Rule)]
    private static partial Regex Exact();

    [GeneratedRegex(@"\b(?:what|which)\b.{0,80}\b(?:print(?:s|ed)?|output(?:s)?|return(?:s|ed)?|evaluates?|display(?:s|ed)?|logged|value|result)\b|\b(?:predict|determine|give|state|find|show)\b.{0,30}\b(?:output|return value|printed|result)\b|\?\?", Rule)]
    private static partial Regex CodeOutput();

    [GeneratedRegex(@"\b(?:write|create|generate|draft|compose|prepare|produce|make|need|design|develop)\b.{0,60}\b(?:essay|report|article|document|documentation|readme|blog post|proposal|specification|spec|white ?paper|business plan|marketing plan|lesson plan|study plan|project plan|itinerary|contract|policy|manual|guide|tutorial|cover letter|resume|cv|thesis|design doc|rfc|script|screenplay|newsletter|press release|table|spreadsheet|curriculum)\b", Rule)]
    private static partial Regex Document();

    [GeneratedRegex(@"\b(?:function|method|class|program|script|code|module|query|api|endpoint|component|unit tests?|tests?|dockerfile|makefile|parser|algorithm|app|application|website|web page|html|css|sql|cli|library|python|javascript|typescript|rust|golang|java|bash|terraform|schema|migration)\b|\bc#|\bc\+\+", Rule)]
    private static partial Regex Program();

    [GeneratedRegex(@"^(?:\W|\w+[,:] )*(?:(?:please|can|could|would|you|help|me|to|also|then|and|briefly) )*(?:explain|describe|discuss|analy[sz]e|compare|contrast|summari[sz]e|outline|translate|rewrite|rephrase|paraphrase|proofread|prove|show that|critique|review|assess|brainstorm|recommend|suggest|tell me about|list|give me (?:an? )?(?:overview|summary|tips|advice|ideas))\b|^why\b|^how (?:do|does|did|can|could|should|would|to|is|are|come)\b|^what (?:is|are) the (?:difference|advantages|disadvantages|pros|benefits|implications|causes|reasons|best)\b|\bpros and cons\b|\bstep by step guide\b", Rule)]
    private static partial Regex Explaining();

    [GeneratedRegex(@"\\(?:d?frac|sqrt|begin|cdot|times|sum|int|lim|left|right|pi|theta|alpha|beta|boxed|leq?|geq?|neq|binom|pmod|equiv|angle|overline|triangle|log|sin|cos|tan|text|mathbf|mathbb|infty|circ|ldots|dots|div|lfloor|lceil|\(|\[)|\\[(\[]|\$[^$\n]{0,200}[\\^_=+<>][^$\n]{0,200}\$|\$-?[a-z0-9]{1,3}\$|\$[a-z]{1,2}\([^$\n]{1,20}\)\$", Rule)]
    private static partial Regex Latex();

    [GeneratedRegex(@"\b(?:simplify|factor(?:i[sz]e)?|differentiate|integrate|expand) (?:the )?(?:following )?(?:expression|polynomial|equation|fraction|.{0,12}[\^()+*/=])|\bsolve (?:the )?(?:equation|inequality|system|for [a-z]\b|.{0,30}=)|\b(?:derivative|antiderivative|integral|limit|gradient|inverse|roots|zeros|general solution) of\b.{0,60}[a-z(]\b?[\^()+*/=x]|\bin terms of [a-z]\b|\bexpress .{1,60} in terms of\b|\bclosed form\b", Rule)]
    private static partial Regex Algebra();

    [GeneratedRegex(@"\bhow (?:many|much)\b|\bpercent(?:age)?\b|\bnumber of\b|\bto the nearest\b", Rule)]
    private static partial Regex Counted();

    [GeneratedRegex(@"\bin terms of\b", Rule)]
    private static partial Regex InTermsOf();

    [GeneratedRegex(@"^(?:is|are|was|were|does|do|did|has|have) ", Rule)]
    private static partial Regex ClosedQuestion();

    [GeneratedRegex(@"\b(?:i|you|your|my|we|our|me|way to|possible to|safe|ok|okay|worth|better|good|best|advisable|legal|there a|any)\b", Rule)]
    private static partial Regex Personal();

    [GeneratedRegex(@"^(?:\w+[,:] )*(?:(?:and|so|in|on|at|to|for|from|by) )?(?:who|whom|whose|when|where|which)\b|^(?:name|identify) (?:the|a|an|one)\b|\b(?:in|on|at|to|from|by|of) (?:which|what) (?:country|city|state|continent|language|month|day|century|book|film|movie|team|planet|species|band|company)\b|\bwhat(?:'s| is| was| are| were) (?:the )?(?:\w+ ){0,3}(?:capital|name|currency|symbol|author|president|prime minister|ceo|founder|inventor|largest|smallest|tallest|longest|highest|deepest|fastest|first|last|oldest|biggest|closest|language|formula|birthplace|nickname|date|element|acronym|abbreviation|opposite|synonym|antonym|plural|past tense|default port|word)\b|\bwhat (?:country|city|state|continent|language|month|day|century|color|colour|animal|planet|element|organ|gas|metal|word|team|time|book|film|movie|song|company|instrument|river|ocean|currency|vitamin)\b|\bwhat does [A-Z0-9]{2,8} stand for\b", Rule)]
    private static partial Regex Fact();

    [GeneratedRegex(@"\b(?:why|how|explain|should|would|best way|recommend|you think|meaning of|and why)\b", Rule)]
    private static partial Regex NotAFact();
}
