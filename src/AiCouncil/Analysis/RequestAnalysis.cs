using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>What the words of a request tell without a model call.</summary>
/// <param name="MultiPart">The request holds several parts that could be worked on separately: a planner is worth its price.</param>
/// <param name="InputTokens">Estimated tokens of the conversation (characters / 4).</param>
/// <param name="Choices">The offered options when the answer is a choice (letters or words), else empty.</param>
public sealed record RequestAnalysis(
    TaskIntent Intent,
    ComplexityLevel Complexity,
    TaskType TaskType,
    AnswerType AnswerType,
    RiskLevel Risk,
    bool MultiPart,
    int InputTokens,
    IReadOnlyList<string> Choices);

/// <summary>Reads a conversation and says what kind of work it is. Pure and free; implementations must be deterministic.</summary>
public interface IRequestAnalyzer
{
    RequestAnalysis Analyze(IReadOnlyList<ChatTurn> messages);
}
