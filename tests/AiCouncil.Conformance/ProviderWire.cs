namespace AiCouncil.Conformance;

/// <summary>How one vendor spells, on the wire, what every vendor can say.</summary>
public abstract class ProviderWire
{
    /// <summary>The vendor's words for the reasons to stop.</summary>
    public virtual string Stop => "stop";

    public virtual string Length => "length";

    public virtual string ContentFilter => "content_filter";

    /// <summary>The model's name that every answer carries.</summary>
    public virtual string Model => "vendor-model-2026";

    /// <summary>A whole answer as a body; without usage where <paramref name="usage"/> is null.</summary>
    public abstract string Answer(string text, string finish, (int Input, int Output)? usage);

    public abstract string Refusal(string text);

    public abstract string ToolCall(string function);

    /// <summary>A streamed answer as chunks, one for each piece of text and then those that end it.</summary>
    public abstract IReadOnlyList<string> Stream(IReadOnlyList<string> pieces, string finish, (int Input, int Output)? usage);

    public abstract IReadOnlyList<string> StreamedRefusal(string text);

    /// <summary>A chunk with text alone, after which more must come.</summary>
    public abstract string Piece(string text);

    /// <summary>An error inside a stream.</summary>
    public abstract string ErrorEvent(string message);

    public abstract string Error(string code, string message);

    /// <summary>Where the key stands in the request's headers, as it was sent; null when there is none.</summary>
    public abstract string? KeyOf(IReadOnlyDictionary<string, string> headers);
}
