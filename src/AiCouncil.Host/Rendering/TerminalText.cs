using System.Text;

namespace AiCouncil.Host.Rendering;

/// <summary>
/// Takes the power out of text that is shown: escape sequences, control characters and direction overrides are dropped, so that
/// a model's words are words. Keeps state, because a stream may cut a sequence in two.
/// </summary>
internal sealed class TerminalText
{
    private State _state;

    private enum State { Text, Escape, Control, String, StringEscape }

    public static string Clean(string text) => new TerminalText().Next(text);

    /// <summary>Clean and on one line of at most <paramref name="length"/> characters.</summary>
    public static string Line(string? text, int length)
    {
        var flat = string.Join(' ', Clean(text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return flat.Length <= length ? flat : string.Concat(flat.AsSpan(0, length - 1), "…");
    }

    public string Next(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Passes(character))
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }

    private bool Passes(char character)
    {
        switch (_state)
        {
            case State.Text:
                _state = After(character);
                return _state == State.Text && Visible(character);
            case State.Escape:
                _state = character switch
                {
                    '[' => State.Control,
                    ']' or 'P' or 'X' or '^' or '_' => State.String,
                    >= ' ' and <= '/' => State.Escape,
                    _ => State.Text,
                };
                return false;
            case State.Control:
                _state = character is >= '@' and <= '~' or '\n' ? State.Text : State.Control;
                return character == '\n';
            case State.String:
                _state = character switch { '\a' or '\u009c' or '\n' => State.Text, '\e' => State.StringEscape, _ => State.String };
                return character == '\n';
            default:
                _state = character == '\\' ? State.Text : State.String;
                return false;
        }
    }

    private static State After(char character) => character switch
    {
        '\e' => State.Escape,
        '\u009b' => State.Control,
        '\u0090' or '\u0098' or '\u009d' or '\u009e' or '\u009f' => State.String,
        _ => State.Text,
    };

    private static bool Visible(char character) =>
        character is '\n' or '\t' || (!char.IsControl(character) && character is not (>= '\u202a' and <= '\u202e') and not (>= '\u2066' and <= '\u2069'));
}
