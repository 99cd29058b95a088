using System.Globalization;
using System.Text;

namespace AiCouncil.Arbitration;

/// <summary>
/// Reads a literal in the notation of Python (or JSON) and writes it in one canonical way. Recursive descent, bounded in depth;
/// the grammar is that of <c>ast.literal_eval</c>, with JSON's true, false and null.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxDepth = 100;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Null when the text is no literal.</summary>
    public static string? Canonical(string text)
    {
        var reader = new PythonLiteral(text);
        var value = reader.Value();
        reader.SkipSpace();
        return reader._at == text.Length ? value : null;
    }

    /// <summary>The canonical form of a string with this content.</summary>
    public static string Quote(string content)
    {
        var quoted = new StringBuilder(content.Length + 2).Append('\'');
        foreach (var character in content)
        {
            _ = character switch
            {
                '\'' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('\'').ToString();
    }

    private string? Value()
    {
        SkipSpace();
        if (_at >= _text.Length || _depth >= MaxDepth)
        {
            return null;
        }

        _depth++;
        var value = _text[_at] switch
        {
            '[' => Sequence('[', ']'),
            '(' => Sequence('(', ')'),
            '{' => Braces(),
            '\'' or '"' => Text(),
            _ => Atom(),
        };
        _depth--;
        return value;
    }

    private string? Sequence(char open, char close)
    {
        _at++;
        var items = new List<string>();
        var comma = false;
        while (!Takes(close))
        {
            if ((items.Count > 0 && !comma) || Value() is not { } item)
            {
                return null;
            }

            items.Add(item);
            comma = Takes(',');
        }

        if (open == '(' && items.Count == 1)
        {
            return comma ? $"({items[0]},)" : items[0];
        }

        return open + string.Join(", ", items) + close;
    }

    /// <summary>A dictionary or a set: equal whatever the order of its entries.</summary>
    private string? Braces()
    {
        _at++;
        var entries = new SortedSet<string>(StringComparer.Ordinal);
        var comma = true;
        while (!Takes('}'))
        {
            if (!comma || Value() is not { } key)
            {
                return null;
            }

            var value = Takes(':') ? Value() : "";
            if (value is null)
            {
                return null;
            }

            entries.Add(value.Length > 0 ? $"{key}: {value}" : key);
            comma = Takes(',');
        }

        return "{" + string.Join(", ", entries) + "}";
    }

    private string? Text()
    {
        var content = new StringBuilder();
        while (_at < _text.Length && _text[_at] is '\'' or '"')
        {
            if (!Part(content))
            {
                return null;
            }

            SkipSpace(); // neighbouring strings are one
        }

        return Quote(content.ToString());
    }

    private bool Part(StringBuilder content)
    {
        var quote = _text[_at];
        var triple = _text[_at..].StartsWith([quote, quote, quote]);
        _at += triple ? 3 : 1;
        while (_at < _text.Length)
        {
            var ends = triple ? _text[_at..].StartsWith([quote, quote, quote]) : _text[_at] == quote;
            if (ends)
            {
                _at += triple ? 3 : 1;
                return true;
            }

            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                Escape(content);
            }
            else
            {
                content.Append(_text[_at++]);
            }
        }

        return false;
    }

    private void Escape(StringBuilder content)
    {
        var letter = _text[_at + 1];
        var digits = letter switch { 'x' => 2, 'u' => 4, _ => 0 };
        _at += 2;
        if (digits > 0 && _at + digits <= _text.Length
            && ushort.TryParse(_text.Slice(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            content.Append((char)code);
            _at += digits;
            return;
        }

        _ = letter switch
        {
            'n' => content.Append('\n'),
            't' => content.Append('\t'),
            'r' => content.Append('\r'),
            'f' => content.Append('\f'),
            'v' => content.Append('\v'),
            'b' => content.Append('\b'),
            'a' => content.Append('\a'),
            '0' => content.Append('\0'),
            '\n' => content,
            '\'' or '"' or '\\' => content.Append(letter),
            _ => content.Append('\\').Append(letter),
        };
    }

    private string? Atom()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+' or '_'))
        {
            _at++;
        }

        var word = _text[start.._at].ToString();
        if (word is "set" or "dict" or "list" or "tuple" && _text[_at..].StartsWith("()"))
        {
            _at += 2;
            return word switch { "set" => "set()", "dict" => "{}", "list" => "[]", _ => "()" };
        }

        return word switch
        {
            "True" or "true" => "True",
            "False" or "false" => "False",
            "None" or "null" => "None",
            "" => null,
            _ => char.IsAsciiDigit(word[^1]) || word[^1] == '.' ? Number(word) : null,
        };
    }

    private static string? Number(string word) => word.Length > 1 && word[0] == '0' && char.IsAsciiDigit(word[1])
        ? null // 007 is no number
        : ExactNumber.Parse(word.TrimEnd('.').Replace("_", "", StringComparison.Ordinal))?.Key;

    private bool Takes(char expected)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
