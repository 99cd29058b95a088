namespace AiCouncil.Requests;

/// <summary>
/// Makes text safe for every store: NUL (refused by PostgreSQL) is removed, a lone surrogate (no valid UTF-8) becomes U+FFFD.
/// Text without either is returned as it is, without a copy.
/// </summary>
public static class TextEdge
{
    private const char Nul = '\0';
    private const char Replacement = '\uFFFD';

    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsClean(text) ? text : Rewrite(text);
    }

    public static bool IsClean(ReadOnlySpan<char> text) =>
        !text.Contains(Nul) && (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var first && (first < 0 || Paired(text[first..])));

    private static bool Paired(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !IsPair(text, i++))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPair(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);

    private static string Rewrite(string text)
    {
        var clean = new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                clean[length++] = text[i++];
                clean[length++] = text[i];
            }
            else if (text[i] != Nul)
            {
                clean[length++] = char.IsSurrogate(text[i]) ? Replacement : text[i];
            }
        }

        return new string(clean, 0, length);
    }
}
