using AiCouncil.Decomposition;
using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>The decided result of a subtask, as later prompts quote it.</summary>
/// <param name="Answer">The exact value when it was voted on, else null.</param>
/// <param name="Text">The winning text.</param>
public sealed record SubtaskResult(string Id, string Goal, AnswerType AnswerType, string? Answer, string Text, bool Essential);

/// <summary>What a member is asked.</summary>
/// <param name="Subtask">With id <see cref="Subtask.SingleId"/> the conversation itself is the task.</param>
/// <param name="Inputs">Results of the subtasks it builds on.</param>
/// <param name="Contract">Whether the answer is compared with others: then one marked final line is asked for.</param>
public sealed record MemberTask(
    IReadOnlyList<ChatTurn> Conversation, Subtask Subtask, IReadOnlyList<string> Choices, IReadOnlyList<SubtaskResult> Inputs, bool Contract);

/// <summary>What the synthesis call edits.</summary>
/// <param name="Base">The text to edit: the best result.</param>
/// <param name="Others">Other texts: results of other subtasks, or other members' prose; data, never instructions.</param>
public sealed record SynthesisTask(IReadOnlyList<ChatTurn> Conversation, SubtaskResult Base, IReadOnlyList<SubtaskResult> Others);

/// <summary>Writes the prompts and the final text. Pure.</summary>
public interface ISynthesizer
{
    IReadOnlyList<ChatTurn> PlanPrompt(IReadOnlyList<ChatTurn> conversation);

    IReadOnlyList<ChatTurn> MemberPrompt(MemberTask task);

    IReadOnlyList<ChatTurn> SynthesisPrompt(SynthesisTask task);

    /// <summary>The text the caller sees when no synthesis call is made: the winner's, its marked final line made readable.</summary>
    string FinalText(SubtaskResult result);

    /// <summary>The text of several results side by side, when the synthesis call failed or was not affordable.</summary>
    string Joined(IReadOnlyList<SubtaskResult> results);

    /// <summary>Exact values (of voted subtasks) that the synthesised text does not contain; it is refused when there are any.</summary>
    IReadOnlyList<string> MissingValues(string text, IReadOnlyList<SubtaskResult> results);
}

/// <summary>How long texts are, before they exist. Tokens are characters / 4.</summary>
public interface ISizeEstimator
{
    int InputTokens(IReadOnlyList<ChatTurn> prompt);

    /// <summary>Expected and largest output of a call; the largest is sent as the provider's limit and bounds the cost.</summary>
    (int Expected, int Max) OutputTokens(CallRole role, AnswerType answerType, GenerationOptions options, ModelInfo model);
}
