using AiCouncil.Transport;

namespace AiCouncil.Requests;

/// <summary>
/// Passes on contiguous text of each attempt once: a piece that repeats is cut, one behind a gap waits for the repetition that closes it.
/// </summary>
internal sealed class HeardText
{
    private readonly Dictionary<(int Call, string Attempt), int> _ends = [];

    /// <summary>What is new in the piece; null when nothing is, or text before it is missing.</summary>
    public ControlMessage.Delta? Next(ControlMessage.Delta piece)
    {
        var key = (piece.Call, piece.Attempt);
        var known = _ends.GetValueOrDefault(key) - piece.Offset;
        if (known < 0 || known >= piece.Text.Length)
        {
            return null;
        }

        _ends[key] = piece.Offset + piece.Text.Length;
        return known == 0 ? piece : piece with { Offset = piece.Offset + known, Text = piece.Text[known..] };
    }
}
