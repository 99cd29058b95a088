using System.Text;
using AiCouncil.Decomposition;
using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>
/// Writes prompts without roles and without a word about a council; what others wrote is enclosed as data. The same task is
/// always the same prompt: its hash is how a call is recognised when it is issued again.
/// </summary>
internal sealed class PromptSynthesizer : ISynthesizer
{
    private const string User = "user";
    private const string System = "system";

    public IReadOnlyList<ChatTurn> PlanPrompt(IReadOnlyList<ChatTurn> conversation)
    {
        var request = Transcript(conversation);
        var fence = new DataFence([request]);
        return [new ChatTurn(System, PlanInstruction.Text + "\n\n" + fence.Rule), new ChatTurn(User, fence.Enclose("request", request))];
    }

    public IReadOnlyList<ChatTurn> MemberPrompt(MemberTask task) =>
        task.Subtask.Id == Subtask.SingleId && task.Inputs.Count == 0 ? WholeConversation(task) : OneSubtask(task);

    public IReadOnlyList<ChatTurn> SynthesisPrompt(SynthesisTask task)
    {
        var request = Transcript(task.Conversation);
        var draft = FinalText(task.Base);
        var others = task.Others.Select(Quoted).ToList();
        var fence = new DataFence([request, draft, task.Base.Goal, .. others]);
        var text = new StringBuilder(fence.Enclose("request", request))
            .Append("\n\n").Append(fence.Enclose("base", draft));
        for (var index = 0; index < others.Count; index++)
        {
            text.Append("\n\n").Append(fence.Enclose(task.Others[index].Id, others[index]));
        }

        return [new ChatTurn(System, SynthesisInstruction.For([task.Base, .. task.Others]) + "\n\n" + fence.Rule), new ChatTurn(User, text.ToString())];
    }

    public string FinalText(SubtaskResult result) => ReadableAnswer.Of(result.Text, result.AnswerType);

    public string Joined(IReadOnlyList<SubtaskResult> results) => results.Count == 1
        ? FinalText(results[0])
        : string.Join("\n\n", results.Select(result => $"## {Heading(result)}\n\n{FinalText(result).Trim()}"));

    public IReadOnlyList<string> MissingValues(string text, IReadOnlyList<SubtaskResult> results)
    {
        var search = new ValueSearch(text);
        return
        [
            .. results
                .Where(result => result.Answer is { Length: > 0 } answer && answer != AnswerContract.Abstention && !search.Holds(answer))
                .Select(result => result.Answer!)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The turns stay as they are; only the last question gains the contract.</summary>
    private static IReadOnlyList<ChatTurn> WholeConversation(MemberTask task)
    {
        if (!task.Contract)
        {
            return task.Conversation;
        }

        var instruction = AnswerInstruction.For(task.Subtask.AnswerType, task.Choices);
        if (task.Conversation.Count == 0 || task.Conversation[^1].Role != User)
        {
            return [.. task.Conversation, new ChatTurn(System, instruction)];
        }

        var last = task.Conversation[^1];
        return [.. task.Conversation.SkipLast(1), last with { Text = $"{last.Text}\n\n{instruction}" }];
    }

    private static ChatTurn[] OneSubtask(MemberTask task)
    {
        var request = Transcript(task.Conversation);
        var inputs = task.Inputs.Select(Quoted).ToList();
        var fence = new DataFence([request, .. inputs]);
        var text = new StringBuilder("This is part of a larger request, which is quoted for context:\n\n").Append(fence.Enclose("request", request));
        for (var index = 0; index < inputs.Count; index++)
        {
            text.Append(index == 0 ? "\n\nResults to build on:\n\n" : "\n\n").Append(fence.Enclose(task.Inputs[index].Id, inputs[index]));
        }

        text.Append("\n\n").Append(fence.Rule).Append("\n\nDo this part and no other:\n").Append(task.Subtask.Goal).Append("\n\n");
        text.Append(task.Contract
            ? AnswerInstruction.For(task.Subtask.AnswerType, task.Choices)
            : "If you do not know something, say so instead of guessing.");
        return [new ChatTurn(User, text.ToString())];
    }

    private static string Quoted(SubtaskResult result)
    {
        var text = $"Goal: {result.Goal}\n\n{ReadableAnswer.Of(result.Text, result.AnswerType)}";
        return result.Answer is { } answer ? $"{text}\n\nExact value: {answer}" : text;
    }

    private static string Transcript(IReadOnlyList<ChatTurn> conversation) =>
        conversation.Count == 1 ? conversation[0].Text : string.Join("\n\n", conversation.Select(turn => $"{turn.Role}: {turn.Text}"));

    private static string Heading(SubtaskResult result)
    {
        var line = string.Join(' ', result.Goal.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimStart('#', ' ');
        line = line.Length == 0 ? result.Id : line;
        return line.Length <= 120 ? line : line[..119].TrimEnd() + "…";
    }
}
