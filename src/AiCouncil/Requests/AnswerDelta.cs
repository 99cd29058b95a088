using System.Text.Json;

namespace AiCouncil.Requests;

/// <summary>The data of an <c>answer.delta</c> event: text of one attempt of one call, after <paramref name="Offset"/> characters of it.</summary>
public sealed record AnswerDelta(int Call, string Attempt, int Offset, string Text)
{
    public const string EventType = "answer.delta";

    /// <summary>Null when the event is none, or cannot be read: to the reader that is a gap like any other.</summary>
    public static AnswerDelta? Of(CouncilEvent news)
    {
        ArgumentNullException.ThrowIfNull(news);
        if (news.Type != EventType)
        {
            return null;
        }

        try
        {
            return CouncilJson.Deserialize<AnswerDelta>(news.Data) is { Attempt: not null, Text: not null } delta ? delta : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
