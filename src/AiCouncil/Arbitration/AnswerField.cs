using System.Globalization;
using System.Text;
using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>
/// The value of the last "answer" field of a JSON-like text. No JSON parser: two in five recorded mathematical answers are
/// invalid JSON (unescaped LaTeX, raw newlines, text around it), and almost all of them can still be read this way.
/// </summary>
internal static class AnswerField
{
    private const int MaxEmpty = 16;
    private static readonly string[] Keys = ["\"answer\"", "\"final_answer\"", "\"Answer\"", "'answer'"];

    /// <summary>Finds the field. Of a <see cref="AnswerType.Literal"/>, escapes are those of JSON and white space counts; elsewhere a
    /// backslash before letters is a LaTeX command (\frac), not an escape (\f).</summary>
    /// <returns>Where the field begins and its value; null when there is none.</returns>
    public static (int Position, string Value)? Last(string text, AnswerType type)
    {
        (int Position, string Value)? last = null;
        foreach (var key in Keys)
        {
            if (LastOf(text, key, type) is { } found && found.Position > (last?.Position ?? -1))
            {
                last = found;
            }
        }

        return last;
    }

    private static (int Position, string Value)? LastOf(string text, string key, AnswerType type)
    {
        var end = text.Length;
        for (var empty = 0; end > 0 && empty < MaxEmpty;)
        {
            var at = text.AsSpan(0, end).LastIndexOf(key, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            var colon = SkipSpace(text, at + key.Length);
            var field = colon < text.Length && text[colon] == ':';
            if (field && Read(text, SkipSpace(text, colon + 1), type) is { Length: > 0 } value)
            {
                return (at, value);
            }

            empty += field ? 1 : 0;
            end = at;
        }

        return null;
    }

    private static string Read(string text, int from, AnswerType type)
    {
        if (from >= text.Length)
        {
            return "";
        }

        if (text[from] != '"')
        {
            return Bare(text, from).ToString().Trim();
        }

        var value = from + 1 < text.Length ? Unescape(Quoted(text, from + 1), type != AnswerType.Literal) : "";
        return type == AnswerType.Literal ? Literal(value) : value.Trim();
    }

    /// <summary>A string answer may be empty or begin with a space: then it gets the quotes that the model left out.</summary>
    private static string Literal(string value)
    {
        var trimmed = value.Trim();
        return trimmed.Length == value.Length && value.Length > 0 ? value
            : trimmed.Length > 0 && PythonLiteral.Canonical(trimmed) is not null ? trimmed
            : PythonLiteral.Quote(value);
    }

    private static ReadOnlySpan<char> Quoted(string text, int from)
    {
        var limit = Math.Min(text.Length, from + MarkedLine.MaxValue);
        var first = -1;
        for (var at = from; at < limit; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                first = first < 0 ? at : first;
                if (EndsField(text, from, at))
                {
                    return text.AsSpan(from, at - from);
                }
            }
        }

        return text.AsSpan(from, (first < 0 ? limit : first) - from);
    }

    /// <summary>Whether this quote closes the field, not a string inside a value whose own quotes were not escaped.</summary>
    private static bool EndsField(string text, int from, int quote)
    {
        var closer = text[from] switch { '{' => '}', '[' => ']', '(' => ')', _ => '\0' };
        if (closer != '\0' && text[quote - 1] != closer)
        {
            return false;
        }

        var next = SkipSpace(text, quote + 1);
        if (next >= text.Length || text[next] is '`')
        {
            return true;
        }

        return text[next] switch
        {
            ',' => SkipSpace(text, next + 1) is var key && key < text.Length && text[key] == '"',
            '}' => SkipSpace(text, next + 1) is var after && (after >= text.Length || text[after] is not ('"' or ',' or ']' or '}' or '\'')),
            _ => false,
        };
    }

    private static ReadOnlySpan<char> Bare(string text, int from)
    {
        var limit = Math.Min(text.Length, from + MarkedLine.MaxValue);
        var depth = 0;
        var quote = '\0';
        for (var at = from; at < limit; at++)
        {
            var current = text[at];
            if (quote != '\0')
            {
                at += current == '\\' ? 1 : 0;
                quote = current == quote ? '\0' : quote;
            }
            else if (depth == 0 && current is ',' or '}' or ']' or '\n')
            {
                return text.AsSpan(from, at - from);
            }
            else
            {
                quote = current is '"' or '\'' ? current : '\0';
                depth += current is '[' or '{' or '(' ? 1 : current is ']' or '}' or ')' ? -1 : 0;
            }
        }

        return text.AsSpan(from, limit - from);
    }

    private static string Unescape(ReadOnlySpan<char> raw, bool latex)
    {
        var text = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '\\' || at + 1 >= raw.Length)
            {
                text.Append(raw[at]);
                continue;
            }

            var command = latex && at + 2 < raw.Length && char.IsAsciiLetter(raw[at + 1]) && char.IsAsciiLetter(raw[at + 2]);
            at += command ? Keep(text) : Escape(raw[(at + 1)..], text);
        }

        return text.ToString();
    }

    private static int Keep(StringBuilder text)
    {
        text.Append('\\');
        return 0;
    }

    private static int Escape(ReadOnlySpan<char> rest, StringBuilder text)
    {
        if (rest[0] == 'u' && rest.Length > 4 && ushort.TryParse(rest[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            text.Append((char)unit);
            return 5;
        }

        _ = rest[0] switch
        {
            'n' => text.Append('\n'),
            't' => text.Append('\t'),
            'r' => text.Append('\r'),
            '"' or '\\' or '/' => text.Append(rest[0]),
            var other => text.Append('\\').Append(other),
        };
        return 1;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
