using AiCouncil.Analysis;

namespace AiCouncil.Requests;

/// <summary>What the analysis makes of a whole request, its generation options included.</summary>
internal static class RequestReading
{
    /// <summary>A prescribed format is one document: it cannot be voted on line by line, nor cut into parts.</summary>
    public static RequestAnalysis Analyze(this IRequestAnalyzer analyzer, CouncilRequest request)
    {
        var analysis = analyzer.Analyze(request.Messages);
        return request.Generation.ResponseFormat is null ? analysis : analysis with { AnswerType = AnswerType.Document, MultiPart = false, Choices = [] };
    }

    /// <summary>Direct asks one named model for exactly what the words say: nothing is decided by what kind of words they are.</summary>
    public static RequestAnalysis Unread(CouncilRequest request) => new(
        TaskIntent.Instruction, ComplexityLevel.Simple, TaskType.Reasoning, AnswerType.Document, RiskLevel.Low, MultiPart: false,
        (int)Math.Min(int.MaxValue, request.Messages.Sum(turn => (long)turn.Text.Length) / 4), []);
}
