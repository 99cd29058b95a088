using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>The ways of saying "I don't know".</summary>
internal static partial class Abstentions
{
    private const int LongestValue = 300;
    private const int LongestEnding = 200;

    /// <summary>Whether a value is an abstention. A literal may itself be the word "unknown", so there only a plain "I don't know" counts.</summary>
    public static bool Is(string value, AnswerType type)
    {
        if (value.Length > LongestValue)
        {
            return false;
        }

        return Plain().IsMatch(value) || (type != AnswerType.Literal && (OneWord().IsMatch(value) || Undetermined().IsMatch(value)));
    }

    /// <summary>Whether a text without any marked answer ends in an abstention.</summary>
    public static bool Ends(string tail)
    {
        var end = tail.AsSpan().TrimEnd();
        end = end.Length > LongestEnding ? end[^LongestEnding..] : end;
        return Anywhere().IsMatch(end);
    }

    [GeneratedRegex(@"^\W*(?:sorry\W+)?(?:i\s+(?:really\s+|honestly\s+)?(?:do\s+not|don\W?t)\s+know|i(?:\s+a|\W)m\s+not\s+(?:sure|certain)|idk\W*$)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^\W*(?:unknown|undetermined|not\s+sure|no\s+idea|don\W?t\s+know|n/a|not\s+known|unclear|no\s+answer)\W*$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex OneWord();

    [GeneratedRegex(@"\b(?:(?:can\s?not|can\W?t|could\s+not|couldn\W?t|unable\s+to|impossible\s+to)\s+(?:be\s+)?(?:determined?|answered|answer)|(?:cannot|can\W?t)\s+(?:provide|give)\s+(?:an?|the)\s+(?:\w+\s+)?answer|(?:not\s+enough|insufficient|lack\s+of)\s+(?:information|data|context))\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Undetermined();

    [GeneratedRegex(@"\b(?:i\s+(?:really\s+|honestly\s+)?(?:do\s+not|don\W?t)\s+know|(?:cannot|can\W?t)\s+(?:be\s+determined|(?:provide|give)\s+(?:an?|the)\s+(?:\w+\s+)?answer)|i\s+cannot\s+determine)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Anywhere();
}
