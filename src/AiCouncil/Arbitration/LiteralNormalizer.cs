using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// Values of a program: quotes, escapes, white space and the order of set and dictionary entries do not matter, everything else
/// does. Models write a string answer with or without its quotes, so the outermost ones do not count: a bare word is the string
/// of that word, and '816' is 816. Inside a list or dictionary they do.
/// </summary>
internal sealed partial class LiteralNormalizer : IAnswerNormalizer
{
    private const int LongestLine = 500;
    private const int CleanRounds = 8;

    public AnswerType Type => AnswerType.Literal;

    public NormalizedAnswer? Normalize(string value, IReadOnlyList<string> choices)
    {
        var display = Clean(value.Length > MarkedLine.MaxValue ? value[..MarkedLine.MaxValue] : value);
        return display.Length == 0 ? null : new NormalizedAnswer(Key(display), display);
    }

    /// <summary>The last fenced block, else what the last "==" compares with, else a one-line text itself.</summary>
    public NormalizedAnswer? LastResort(string tail, IReadOnlyList<string> choices)
    {
        var blocks = tail.Split("```");
        if (blocks.Length >= 3)
        {
            return Normalize("```" + blocks[^(blocks.Length % 2 == 0 ? 3 : 2)] + "```", choices);
        }

        var lines = tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.LastOrDefault(line => Assertion().IsMatch(line)) is { } assertion)
        {
            return Normalize(assertion, choices);
        }

        return lines.Length == 1 && lines[0].Length <= LongestLine ? Normalize(lines[0], choices) : null;
    }

    private static string Clean(string value)
    {
        for (var round = 0; round < CleanRounds; round++)
        {
            var cleaned = AfterComparison(WithoutFence(value.Trim('\r', '\n', ' ', '\t')));
            if (cleaned == value)
            {
                break;
            }

            value = cleaned;
        }

        return value;
    }

    private static string WithoutFence(string value)
    {
        foreach (var fence in (string[])["```", "**", "`"])
        {
            if (value.Length > 2 * fence.Length && value.StartsWith(fence, StringComparison.Ordinal) && value.EndsWith(fence, StringComparison.Ordinal))
            {
                var inner = value[fence.Length..^fence.Length];
                return fence == "```" ? Language().Replace(inner, "", 1) : inner;
            }
        }

        return value;
    }

    /// <summary>"assert f(1) == [2]" asserts [2]: what follows the last "==" outside of quotes.</summary>
    private static string AfterComparison(string value)
    {
        if (!Assertion().IsMatch(value))
        {
            return value;
        }

        var last = -1;
        var quote = '\0';
        for (var at = 0; at + 1 < value.Length; at++)
        {
            if (quote != '\0')
            {
                quote = value[at] == quote ? '\0' : quote;
                at += at < value.Length && value[at] == '\\' ? 1 : 0;
            }
            else if (value[at] is '\'' or '"')
            {
                quote = value[at];
            }
            else if (value[at] == '=' && value[at + 1] == '=')
            {
                last = at++;
            }
        }

        return last < 0 ? value : value[(last + 2)..].Trim();
    }

    private static string Key(string display)
    {
        if (PythonLiteral.Canonical(display) is not { } literal)
        {
            return PythonLiteral.Quote(WithoutQuotes(string.Join('\n', display.Split('\n').Select(line => line.TrimEnd('\r')))));
        }

        return literal[0] == '\'' && PythonLiteral.Canonical(literal[1..^1]) is { } scalar && scalar[0] is not ('\'' or '[' or '(' or '{') ? scalar : literal;
    }

    /// <summary>'b'1'' is no literal, but the string b'1' was meant.</summary>
    private static string WithoutQuotes(string text) =>
        text.Length > 2 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : text;

    [GeneratedRegex(@"^(?:assert\s|[A-Za-z_]\w*\().*==", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Assertion();

    [GeneratedRegex(@"^[A-Za-z0-9_+#-]*\r?\n", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
