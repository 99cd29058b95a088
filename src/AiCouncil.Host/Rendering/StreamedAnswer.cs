using System.Text;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>Live text is best effort: only contiguous text of one attempt, from its beginning, may be shown.</summary>
internal sealed class StreamedAnswer
{
    private readonly StringBuilder _shown = new();
    private (int Call, string Attempt)? _source;

    public bool Any => _shown.Length > 0;

    /// <summary>The text that may be shown now; empty when the delta repeats, leaves a gap or belongs to another attempt.</summary>
    public string Take(CouncilEvent delta)
    {
        var data = EventData.Of(delta);
        if (data.Text("text") is not { } text || data.Text("attempt") is not { } attempt || data.Number("offset") is not { } offset)
        {
            return "";
        }

        if (_source is null && offset == 0)
        {
            _source = (data.Call, attempt);
        }

        var known = _shown.Length - offset;
        if (_source != (data.Call, attempt) || known < 0 || known >= text.Length)
        {
            return "";
        }

        var fresh = text[(int)known..];
        _shown.Append(fresh);
        return fresh;
    }

    /// <summary>What is missing of the final text; null when it does not begin with what was shown.</summary>
    public string? Missing(string final) =>
        final.StartsWith(_shown.ToString(), StringComparison.Ordinal) ? final[_shown.Length..] : null;
}
