using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>Asks for reasoning first and one marked final line, so that the answers of several models can be compared.</summary>
internal static class AnswerInstruction
{
    public static string For(AnswerType type, IReadOnlyList<string> choices) =>
        $"""
        Reason first. Then end with one line of its own, outside any JSON or code block, and write nothing after it:
        {AnswerContract.Marker} {Shape(type, choices)}
        If you do not know the answer, that line is: {AnswerContract.Marker} {AnswerContract.Abstention}
        """;

    private static string Shape(AnswerType type, IReadOnlyList<string> choices) => type switch
    {
        AnswerType.Choice when choices.Count > 0 => $"<the chosen option alone, one of: {string.Join(", ", choices.Select(Label))}>",
        AnswerType.Choice => "<the label of the chosen option alone>",
        AnswerType.Number => "<the number alone, in digits, without a unit or words>",
        AnswerType.Literal => "<the exact value alone, as it is written in code>",
        AnswerType.MathExpression => "<the simplified expression alone, in LaTeX>",
        _ => "<the answer alone, in as few words as possible>",
    };

    private static string Label(string choice)
    {
        var line = choice.ReplaceLineEndings(" ").Trim();
        return line.Length <= 80 ? line : line[..80];
    }
}
