namespace AiCouncil.Requests;

/// <summary>
/// The last line that <see cref="AnswerContract.Marker"/> begins, found leniently: any case, with Markdown around it, its value
/// perhaps on the lines below. One pass over the text.
/// </summary>
/// <param name="Start">Where the line begins, decoration included.</param>
/// <param name="End">Behind the value.</param>
internal sealed record MarkedLine(int Start, int End, string Value)
{
    /// <summary>A value longer than this is no exact value.</summary>
    public const int MaxValue = 20_000;

    private static readonly string Words = AnswerContract.Marker.TrimEnd(':');
    private static readonly (string Open, string Close)[] Blocks = [("```", "```"), ("\\[", "\\]"), ("$$", "$$")];

    public static MarkedLine? Last(string text)
    {
        for (var end = text.Length; end > 0;)
        {
            var at = text.AsSpan(0, end).LastIndexOf(Words, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return null;
            }

            if (ReadAt(text, at) is { } line)
            {
                return line;
            }

            end = at;
        }

        return null;
    }

    private static MarkedLine? ReadAt(string text, int at)
    {
        var start = at;
        while (start > 0 && text[start - 1] is ' ' or '\t' or '*' or '_' or '#' or '>' or '-' or '`' or '~')
        {
            start--;
        }

        var beginsLine = start == 0 || text[start - 1] == '\n';
        if (!beginsLine && !text.AsSpan(at).StartsWith(Words, StringComparison.Ordinal))
        {
            return null; // in running text only the exact spelling counts: "the final answer: …" is prose
        }

        start = beginsLine ? start : at;
        var colon = Skip(text, at + Words.Length, " *_`");
        if (colon >= text.Length || text[colon] is not (':' or '：'))
        {
            return null;
        }

        var value = Skip(text, colon + 1, "*_`");
        var openEmphasis = text.AsSpan(start, at - start).Contains('*') && value == colon + 1 && !text.AsSpan(at, colon - at).Contains('*');
        return ReadValue(text, start, value == colon + 1 || text[value - 1] != '`' ? value : value - 1, openEmphasis);
    }

    private static MarkedLine? ReadValue(string text, int start, int from, bool openEmphasis)
    {
        from = Skip(text, from, " \t\r\n");
        if (from >= text.Length)
        {
            return null;
        }

        foreach (var (open, close) in Blocks)
        {
            if (text.AsSpan(from).StartsWith(open, StringComparison.Ordinal))
            {
                var closing = text.IndexOf(close, from + open.Length, StringComparison.Ordinal);
                return Cut(text, start, from, closing < 0 ? text.Length : closing + close.Length, openEmphasis);
            }
        }

        var newline = text.IndexOf('\n', from);
        var end = newline < 0 ? text.Length : newline;
        return Cut(text, start, from, OpensMore(text.AsSpan(from, end - from)) ? text.Length : end, openEmphasis);
    }

    private static MarkedLine Cut(string text, int start, int from, int end, bool openEmphasis)
    {
        end = Math.Min(end, from + MaxValue);
        var value = text[from..end].Trim();
        return new MarkedLine(start, end, openEmphasis ? value.TrimEnd('*').TrimEnd() : value);
    }

    /// <summary>A list or an object that its line does not close goes on below.</summary>
    private static bool OpensMore(ReadOnlySpan<char> line) =>
        line[0] is '[' or '{' or '(' && Count(line, "[{(") > Count(line, "]})");

    private static int Count(ReadOnlySpan<char> line, string any)
    {
        var count = 0;
        foreach (var character in line)
        {
            count += any.Contains(character) ? 1 : 0;
        }

        return count;
    }

    private static int Skip(string text, int at, string any)
    {
        while (at < text.Length && any.Contains(text[at]))
        {
            at++;
        }

        return at;
    }
}
