namespace AiCouncil.Requests;

/// <summary>One step of a streamed answer. The last one is <see cref="Ended"/> or <see cref="Broken"/>, never <see cref="Text"/>.</summary>
public abstract record AnswerPiece
{
    private AnswerPiece()
    {
    }

    /// <summary>The next characters of the answer; never empty.</summary>
    public sealed record Text(string Value) : AnswerPiece;

    /// <summary>The request ended. Completed: the pieces before are exactly its content. Failed or cancelled: see its error.</summary>
    public sealed record Ended(FinalResponse Response) : AnswerPiece;

    /// <summary>What was sent is not the beginning of the answer, or the answer cannot be had: never to be shown as success.</summary>
    public sealed record Broken(string Reason) : AnswerPiece;
}
