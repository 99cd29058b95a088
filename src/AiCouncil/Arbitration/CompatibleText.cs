using System.Globalization;
using System.Text;

namespace AiCouncil.Arbitration;

/// <summary>
/// The part of Unicode's compatibility forms (NFKC) that occurs in answers. Written out, because string.Normalize returns its
/// input unchanged where globalisation is invariant, as it is in this program.
/// </summary>
internal static class CompatibleText
{
    private static readonly Dictionary<char, string> Forms = new()
    {
        ['ﬀ'] = "ff", ['ﬁ'] = "fi", ['ﬂ'] = "fl", ['ﬃ'] = "ffi", ['ﬄ'] = "ffl", ['ﬅ'] = "st", ['ﬆ'] = "st",
        ['¼'] = "1/4", ['½'] = "1/2", ['¾'] = "3/4", ['⅐'] = "1/7", ['⅑'] = "1/9", ['⅒'] = "1/10", ['⅓'] = "1/3", ['⅔'] = "2/3",
        ['⅕'] = "1/5", ['⅖'] = "2/5", ['⅗'] = "3/5", ['⅘'] = "4/5", ['⅙'] = "1/6", ['⅚'] = "5/6", ['⅛'] = "1/8", ['⅜'] = "3/8",
        ['⅝'] = "5/8", ['⅞'] = "7/8", ['⁄'] = "/", ['…'] = "...", ['\u3000'] = " ", ['™'] = "TM", ['℃'] = "°C", ['ª'] = "a", ['º'] = "o",
        ['‐'] = "-", ['‑'] = "-", ['‒'] = "-", ['–'] = "-", ['—'] = "-", ['−'] = "-", ['‘'] = "'", ['’'] = "'", ['“'] = "\"", ['”'] = "\"",
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['\u200B'] = "", ['\uFEFF'] = "", ['\u00AD'] = "",
    };

    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>Letters U+00E0 to U+017F without their marks; a space where there is nothing to take off.</summary>
    private const string Latin =
        "aaaaaa ceeeeiiiidnooooo ouuuuy yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiii" +
        "ii  jjkk llllllllllnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>One spelling of width, ligatures, fractions, dashes, quotes and spaces.</summary>
    public static string Fold(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            _ = Forms.TryGetValue(character, out var form) ? text.Append(form) : text.Append(Narrow(character));
        }

        return text.ToString();
    }

    /// <summary>Lower-case Latin letters without accents, however they were composed: "são" is "sao".</summary>
    public static string WithoutMarks(string lower)
    {
        var text = new StringBuilder(lower.Length);
        foreach (var character in lower)
        {
            var latin = character is >= 'à' and <= 'ſ' ? Latin[character - 'à'] : ' ';
            if (latin != ' ' || CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                text.Append(latin == ' ' ? character : latin);
            }
        }

        return text.ToString();
    }

    private static char Narrow(char character) => character switch
    {
        >= '！' and <= '～' => (char)(character - '！' + '!'),
        >= '₀' and <= '₉' => (char)('0' + Subscripts.IndexOf(character, StringComparison.Ordinal)),
        _ => char.IsWhiteSpace(character) && character is not ('\n' or '\r' or '\t') ? ' ' : character,
    };
}
