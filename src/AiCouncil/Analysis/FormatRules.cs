using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>Where the system turn or the prompt prescribes the format of the answer, that decides over what the question looks like.</summary>
internal static partial class FormatRules
{
    private const RegexOptions Rule = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    public static (AnswerType, IReadOnlyList<string>) Apply(string system, PromptText text, AnswerType type, IReadOnlyList<string> choices)
    {
        if (type is AnswerType.Choice)
        {
            return (type, choices);
        }

        return YesNo().IsMatch(system) ? (AnswerType.Choice, ["yes", "no"])
            : TrueFalse().IsMatch(system) ? (AnswerType.Choice, ["true", "false"])
            : Number().IsMatch(system) || Number().IsMatch(text.Prose) ? (AnswerType.Number, [])
            : Code().IsMatch(system) && type is AnswerType.Prose ? (AnswerType.Document, [])
            : (type, choices);
    }

    [GeneratedRegex(@"\b(?:answer|reply|respond)\b.{0,20}\b(?:yes or no|yes/no)\b", Rule)]
    private static partial Regex YesNo();

    [GeneratedRegex(@"\b(?:answer|reply|respond)\b.{0,20}\b(?:true or false|true/false)\b", Rule)]
    private static partial Regex TrueFalse();

    [GeneratedRegex(@"\b(?:answer|reply|respond)(?: only)? with (?:only )?(?:just )?(?:a|the|one|a single) (?:number|integer|figure)\b|\b(?:only|just) (?:a|the) number\b", Rule)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:answer|reply|respond|output)\b.{0,20}\b(?:only|just) (?:the )?code\b", Rule)]
    private static partial Regex Code();
}
