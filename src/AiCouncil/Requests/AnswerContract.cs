namespace AiCouncil.Requests;

/// <summary>What members are asked for and the arbiter reads: reasoning first, then one marked line with the bare answer.</summary>
public static class AnswerContract
{
    /// <summary>Begins the last line of a member's text where answers are compared: "FINAL ANSWER: 42".</summary>
    public const string Marker = "FINAL ANSWER:";

    /// <summary>What a member writes after the marker when it does not know; counted as a vote of its own.</summary>
    public const string Abstention = "I don't know";
}
