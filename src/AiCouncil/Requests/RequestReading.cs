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
}
