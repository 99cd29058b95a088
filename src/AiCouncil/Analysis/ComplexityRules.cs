using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>How much work a request is: points for its parts, and for its length or its kind, whichever weighs more.</summary>
internal static class ComplexityRules
{
    public static ComplexityLevel Level(PromptText text, TaskIntent intent, TaskType task, AnswerType answer, int parts)
    {
        var points = Parts(parts) + Math.Max(Length(text.Length), Kind(text, intent, task, answer));
        return (ComplexityLevel)Math.Min(points, (int)ComplexityLevel.VeryComplex);
    }

    private static int Length(int characters) => characters switch
    {
        < 60 => 0,
        < 1_500 => 1,
        < 12_000 => 2,
        _ => 3,
    };

    private static int Parts(int parts) => parts switch
    {
        1 => 0,
        2 or 3 => 2,
        _ => 3,
    };

    private static int Kind(PromptText text, TaskIntent intent, TaskType task, AnswerType answer) => answer switch
    {
        AnswerType.ShortFact => 0,
        AnswerType.Document => 2,
        AnswerType.Literal => text.HasCode ? 2 : 1,
        AnswerType.MathExpression => 1,
        _ when task is TaskType.CodeGeneration or TaskType.Debugging => 1,
        _ when intent is TaskIntent.Analysis or TaskIntent.Verification => 1,
        _ => 0,
    };
}
