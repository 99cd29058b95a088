using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>Tokens are characters / 4, plus what each message's frame takes. The limits leave room to reason before answering.</summary>
internal sealed class CharacterSizeEstimator : ISizeEstimator
{
    private const int CharactersPerToken = 4;
    private const int TokensPerMessage = 4;

    public int InputTokens(IReadOnlyList<ChatTurn> prompt)
    {
        var tokens = prompt.Sum(turn => (turn.Text.Length + CharactersPerToken - 1L) / CharactersPerToken + TokensPerMessage);
        return (int)Math.Min(tokens, int.MaxValue);
    }

    /// <summary>
    /// A caller's limit replaces the built-in one where the caller reads the text (members, synthesis); a plan cut short would be no
    /// plan. Without one, at most half of the model's window, so that the prompt fits in too.
    /// </summary>
    public (int Expected, int Max) OutputTokens(CallRole role, AnswerType answerType, GenerationOptions options, ModelInfo model)
    {
        var (expected, most) = Usual(role, answerType);
        var callers = role is CallRole.Member or CallRole.Synthesis ? options.MaxOutputTokens : null;
        var max = Math.Max(1, callers is { } limit ? Math.Min(limit, model.ContextWindow) : Math.Min(most, model.ContextWindow / 2));
        return (Math.Min(expected, max), max);
    }

    private static (int Expected, int Max) Usual(CallRole role, AnswerType answerType) => (role, answerType) switch
    {
        (CallRole.Plan, _) => (400, 2048),
        (CallRole.Judge, _) => (400, 2048),
        (_, AnswerType.Document) => (2000, 16_384),
        (CallRole.Synthesis, _) => (900, 8192),
        (_, AnswerType.Prose) => (700, 8192),
        (_, AnswerType.MathExpression) => (700, 4096),
        (_, AnswerType.ShortFact) => (150, 4096),
        _ => (350, 4096),
    };
}
