using System.Text.RegularExpressions;

namespace AiCouncil.Synthesis;

/// <summary>
/// Whether a text still contains a value: white space, thousands separators, case and typesetting do not matter, but 42 is not
/// contained in 142, 4.42 or 42.5.
/// </summary>
internal sealed partial class ValueSearch(string text)
{
    private const int ShortestDense = 4;
    private readonly string _text = Plain(text);

    public bool Holds(string value)
    {
        var plain = Plain(value);
        return Contains(plain) || (Unquoted(plain) is { Length: > 0 } bare && Contains(bare))
            || (IsDense(plain) && WithoutSpace(_text).Contains(WithoutSpace(plain), StringComparison.Ordinal));
    }

    private bool Contains(string value)
    {
        for (var at = _text.IndexOf(value, StringComparison.Ordinal); at >= 0 && value.Length > 0; at = _text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            if (Begins(value, at) && Ends(value, at + value.Length))
            {
                return true;
            }
        }

        return value.Length == 0;
    }

    private bool Begins(string value, int at) => at == 0 || !char.IsLetterOrDigit(value[0])
        || !(char.IsLetterOrDigit(_text[at - 1]) || (char.IsDigit(value[0]) && (IsMinus(at - 1) || IsPoint(at - 1))));

    private bool Ends(string value, int end) => end >= _text.Length || !char.IsLetterOrDigit(value[^1])
        || !(char.IsDigit(_text[end]) || (char.IsLetter(_text[end]) && char.IsLetter(value[^1])) || (char.IsDigit(value[^1]) && IsFraction(end)));

    /// <summary>A minus sign, not the dash of "pages 3-5" or "Top-5".</summary>
    private bool IsMinus(int at) => _text[at] == '-' && (at == 0 || !char.IsLetterOrDigit(_text[at - 1]));

    private bool IsPoint(int at) => _text[at] == '.' && at > 0 && char.IsDigit(_text[at - 1]);

    private bool IsFraction(int at) => _text[at] == '.' && at + 1 < _text.Length && char.IsDigit(_text[at + 1]);

    /// <summary>Lists and expressions may be spaced differently; without spaces a plain word would be found inside of others.</summary>
    private static bool IsDense(string value) => value.Length >= ShortestDense && value.AsSpan().ContainsAny("[({\\=");

    private static string Unquoted(string value) =>
        value.Length > 2 && value[0] is '\'' or '"' && value[^1] == value[0] ? value[1..^1].Trim() : "";

    private static string WithoutSpace(string value) => Space().Replace(value, "");

    private static string Plain(string value)
    {
        var plain = value.Replace('−', '-').Replace("{,}", ",", StringComparison.Ordinal).Replace("\\dfrac", "\\frac", StringComparison.Ordinal)
            .Replace("\\,", "", StringComparison.Ordinal).Replace("\\$", "$", StringComparison.Ordinal);
        plain = Thousands().Replace(plain, "$1$2");
        plain = Thousands().Replace(plain, "$1$2"); // neighbouring groups share a digit
        plain = TrailingZeros().Replace(plain, "$1");
        return Space().Replace(plain, " ").Trim().ToLowerInvariant();
    }

    [GeneratedRegex(@"(\d)[,\u00A0\u202F\u2009'](\d{3})\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"(\d)\.0+\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex TrailingZeros();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
