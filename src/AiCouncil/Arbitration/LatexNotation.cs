using System.Text;

namespace AiCouncil.Arbitration;

/// <summary>Writes LaTeX (and its Unicode spellings) in one linear notation: a/b, sqrt(x), x^2, pi, no spaces, no multiplication sign.</summary>
internal ref struct LatexNotation
{
    private const int MaxDepth = 60;
    private readonly ReadOnlySpan<char> _text;
    private readonly StringBuilder _out = new();
    private readonly int _depth;
    private int _at;

    private LatexNotation(ReadOnlySpan<char> text, int depth)
    {
        _text = text;
        _depth = depth;
    }

    public static string Linear(string latex)
    {
        var plain = latex.Replace("^{\\circ}", "", StringComparison.Ordinal).Replace("^\\circ", "", StringComparison.Ordinal)
            .Replace("degrees", "", StringComparison.Ordinal).Replace("{,}", ",", StringComparison.Ordinal);
        return Tidy(Convert(plain, 0));
    }

    private static string Convert(ReadOnlySpan<char> text, int depth)
    {
        if (depth > MaxDepth)
        {
            return text.ToString();
        }

        var reader = new LatexNotation(text, depth);
        while (reader._at < text.Length)
        {
            reader.Step();
        }

        return reader._out.ToString();
    }

    private void Step()
    {
        var current = _text[_at++];
        if (current == '\\')
        {
            Command();
        }
        else if (current == '{')
        {
            Group();
        }
        else if (current == '√')
        {
            _out.Append("sqrt(").Append(Argument()).Append(')');
        }
        else if (!char.IsWhiteSpace(current) && current is not ('$' or '°' or '~'))
        {
            _out.Append(LatexSymbols.Linear(current));
        }
    }

    private void Command()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            Symbol();
            return;
        }

        switch (_text[start.._at].ToString())
        {
            case "frac" or "dfrac" or "tfrac" or "cfrac":
                Fraction();
                break;
            case "sqrt":
                Root();
                break;
            case "text" or "textbf" or "textit" or "mathrm" or "mathbf" or "mbox" or "operatorname" or "boxed" or "mathit":
                Words();
                break;
            case var name:
                _out.Append(LatexSymbols.Command(name));
                break;
        }
    }

    private void Symbol()
    {
        if (_at < _text.Length)
        {
            _out.Append(_text[_at] is '{' or '}' ? _text[_at].ToString() : "");
            _at++;
        }
    }

    private void Fraction()
    {
        var over = Argument();
        var under = Argument();
        var negative = over.StartsWith('-') && !over.AsSpan(1).ContainsAny("+-");
        if (_out.Length > 0 && char.IsAsciiDigit(_out[^1]) && !Compound(over) && char.IsAsciiDigit(over.FirstOrDefault('x')))
        {
            _out.Append('+'); // 3\frac{1}{2} is three and a half
        }

        _out.Append(negative ? "-" + Atom(over[1..]) : Atom(over)).Append('/').Append(Divisor(under));
    }

    private static string Atom(string part) => Compound(part) ? $"({part})" : part;

    /// <summary>1/(2x) is not 1/2x: only a number, a name or a root divides without parentheses.</summary>
    private static string Divisor(string part)
    {
        var number = part.All(it => char.IsAsciiDigit(it) || it == '.');
        var root = part.StartsWith("sqrt(", StringComparison.Ordinal) && part.IndexOf(')', StringComparison.Ordinal) == part.Length - 1;
        return number || root || part.Length == 1 || part == "pi" ? part : $"({part})";
    }

    private static bool Compound(string part)
    {
        var depth = 0;
        foreach (var character in part)
        {
            depth += character switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && character is '+' or '-' or '*' or '/')
            {
                return true;
            }
        }

        return false;
    }

    private void Root()
    {
        var degree = "";
        if (_at < _text.Length && _text[_at] == '[' && _text[_at..].IndexOf(']') is > 0 and var close)
        {
            degree = _text[(_at + 1)..(_at + close)].ToString();
            _at += close + 1;
        }

        _out.Append(degree.Length > 0 && degree != "2" ? $"root{degree}(" : "sqrt(").Append(Argument()).Append(')');
    }

    /// <summary>Words behind a number are its unit and go; others stay ("\text{even}").</summary>
    private void Words()
    {
        var content = Argument();
        var unit = _out.Length > 0 && (char.IsAsciiDigit(_out[^1]) || _out[^1] is ')' or 'i') && content.All(it => char.IsLetter(it) || it is '.' or '^' or '/');
        _out.Append(unit ? "" : content);
    }

    private void Group()
    {
        var content = Braced(out var closed);
        var power = _out.Length > 0 && _out[^1] is '^' or '_';
        _out.Append(power && content.Length > 1 && !content.All(char.IsAsciiLetterOrDigit) ? $"({content})"
            : !power && closed && content.Contains(',', StringComparison.Ordinal) ? $"{{{content}}}" : content);
    }

    /// <summary>A braced group, a command or one character, as TeX takes it; digits after √ together.</summary>
    private string Argument()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }

        if (_at >= _text.Length)
        {
            return "";
        }

        if (_text[_at] == '{')
        {
            _at++;
            return Braced(out _);
        }

        var start = _at++;
        if (_text[start] == '(' && _text[start..].IndexOf(')') is > 0 and var close)
        {
            _at = start + close + 1;
            return Convert(_text[(start + 1)..(_at - 1)], _depth + 1);
        }

        while (_at < _text.Length && (_text[start] == '\\' ? char.IsAsciiLetter(_text[_at]) : start > 0 && _text[start - 1] == '√' && char.IsAsciiDigit(_text[_at])))
        {
            _at++;
        }

        return Convert(_text[start.._at], _depth + 1);
    }

    private string Braced(out bool closed)
    {
        var start = _at;
        for (var depth = 1; _at < _text.Length; _at++)
        {
            depth += _text[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 1 : 0;
            if (depth == 0)
            {
                closed = true;
                return Convert(_text[start.._at++], _depth + 1);
            }
        }

        closed = false;
        return Convert(_text[start..Math.Min(_at, _text.Length)], _depth + 1);
    }

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var betweenDigits = at > 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]);
            if (text[at] != '*' || betweenDigits)
            {
                tidy.Append(text[at]);
            }
        }

        return SortedSet(tidy.ToString().TrimEnd('.', ','));
    }

    /// <summary>{2,1} is {1,2}.</summary>
    private static string SortedSet(string text)
    {
        if (text.Length < 3 || text[0] != '{' || text[^1] != '}' || text.AsSpan(1, text.Length - 2).ContainsAny("{}()"))
        {
            return text;
        }

        return "{" + string.Join(',', text[1..^1].Split(',').Order(StringComparer.Ordinal)) + "}";
    }
}
