using System.Text;

namespace AiCouncil.Analysis;

/// <summary>Separates a message's words from its code in one pass, so that no rule mistakes code for a request.</summary>
internal sealed class ProseReader
{
    /// <summary>
    /// Characters kept at each end: what is wanted stands at the beginning or the end of a long message. The window also bounds what
    /// the rules may cost: they are compiled and backtrack over gaps of limited width, because building them as non-backtracking
    /// automata would take longer at the first request than all else.
    /// </summary>
    public const int Window = 8_192;

    private readonly StringBuilder _head = new();
    private TailBuffer? _tail;
    private string? _closing;
    private bool _hasCode;

    private ProseReader()
    {
    }

    public static PromptText Read(string message)
    {
        var reader = new ProseReader();
        foreach (var line in message.AsSpan().EnumerateLines())
        {
            reader.Take(line);
        }

        var prose = reader.Prose();
        return new PromptText(prose, Split(prose), reader._hasCode, message.Length);
    }

    private void Take(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        if (trimmed.IsEmpty && _head.Length >= Window)
        {
            return;
        }

        if (_closing is not null)
        {
            _closing = trimmed.EndsWith(_closing, StringComparison.OrdinalIgnoreCase) ? null : _closing;
            return;
        }

        _closing = CodeLine.ClosingOf(trimmed);
        if (_closing is not null || CodeLine.IsCode(line))
        {
            _hasCode = true;
            return;
        }

        _hasCode |= trimmed.Length < Window && trimmed.Count('`') >= 2;
        Keep(line);
    }

    private void Keep(ReadOnlySpan<char> line)
    {
        var room = Window - _head.Length;
        if (room > line.Length)
        {
            _head.Append(line).Append('\n');
            return;
        }

        _head.Append(line[..Math.Max(0, room)]);
        (_tail ??= new TailBuffer(Window)).Append(line[Math.Max(0, room)..]);
    }

    private string Prose() => _head + (_tail?.Cut == true ? "\n" : "") + _tail;

    private static List<string> Split(string prose)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < prose.Length; i++)
        {
            if (EndsSentence(prose, i))
            {
                Add(sentences, prose[start..(i + 1)]);
                start = i + 1;
            }
        }

        Add(sentences, prose[start..]);
        return sentences;
    }

    /// <summary>A stop counts before white space only ("3.14" goes on); a single line break does not end a sentence.</summary>
    private static bool EndsSentence(string prose, int i) => prose[i] switch
    {
        '?' or '!' => i + 1 == prose.Length || !(char.IsLetterOrDigit(prose[i + 1]) || prose[i + 1] is '?' or '!' or '$' or '=' or '/' or '\\'),
        '.' => (i + 1 == prose.Length || char.IsWhiteSpace(prose[i + 1])) && !IsAbbreviation(prose.AsSpan(0, i)),
        '\n' => i + 1 == prose.Length || prose[i + 1] == '\n' || StartsItem(prose, i + 1),
        _ => false,
    };

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var word = before[(before.LastIndexOfAny(" \n(".AsSpan()) + 1)..];
        return word is "Mr" or "Mrs" or "Ms" or "Dr" or "Prof" or "St" or "vs" or "e.g" or "i.e" or "No" or "Fig" or "approx";
    }

    private static bool StartsItem(string prose, int at) =>
        prose[at] is '-' or '*' or '•' or '(' || (at + 1 < prose.Length && prose[at + 1] is ')' or '.' && char.IsLetterOrDigit(prose[at]));

    private static void Add(List<string> sentences, string raw)
    {
        var sentence = raw.ReplaceLineEndings(" ").Trim();
        if (sentence.Length > 1)
        {
            sentences.Add(sentence);
        }
    }
}
