using System.Text;

namespace AiCouncil.Analysis;

/// <summary>Separates a message's words from its code in one pass, so that no rule mistakes code for a request.</summary>
internal sealed class ProseReader
{
    /// <summary>Characters kept at each end: what is wanted stands at the beginning or the end of a long message.</summary>
    public const int Window = 8_192;

    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();
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
        var rest = line[Math.Max(0, room)..];
        _tail.Append(rest[Math.Max(0, rest.Length - Window)..]).Append('\n');
        if (_tail.Length > 4 * Window)
        {
            _tail.Remove(0, _tail.Length - Window);
        }
    }

    private string Prose() =>
        _tail.Length <= Window ? _head.ToString() + _tail : _head + "\n" + _tail.ToString(_tail.Length - Window, Window);

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
        '?' or '!' => true,
        '.' => i + 1 == prose.Length || char.IsWhiteSpace(prose[i + 1]),
        '\n' => i + 1 == prose.Length || prose[i + 1] == '\n' || StartsItem(prose, i + 1),
        _ => false,
    };

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
