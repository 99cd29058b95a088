using AiCouncil.Requests;

namespace AiCouncil.Analysis;

/// <summary>
/// Analysis by rules on the words alone: free, pure and linear in the length of the conversation. The last user message decides;
/// an elliptical one ("And Germany?") takes over from the one before; system turns inform about risk and answer format.
/// </summary>
internal sealed class HeuristicAnalyzer : IRequestAnalyzer
{
    private const int CharactersPerToken = 4;
    private const int EllipsisLength = 60;

    public RequestAnalysis Analyze(IReadOnlyList<ChatTurn> messages)
    {
        var system = string.Join('\n', messages.Where(turn => turn.Role == "system").Select(turn => Bounded(turn.Text)));
        var (task, inherited) = Asked(messages);
        var text = ProseReader.Read(task);
        var parts = PartRules.Count(text);
        var (answer, choices) = AnswerTypeRules.Read(text, parts > 1);
        (answer, choices) = inherited && answer == AnswerType.Choice ? (AnswerType.Prose, []) : (answer, choices); // other options now
        (answer, choices) = FormatRules.Apply(system, text, answer, choices);
        parts = answer is AnswerType.Prose or AnswerType.Document ? parts : 1;
        var intent = WorkRules.Intent(text);
        var skill = WorkRules.Task(text, intent, answer);
        return new RequestAnalysis(
            intent, ComplexityRules.Level(text, intent, skill, answer, parts), skill, answer, WorkRules.Risk(text, system), parts > 1,
            Tokens(messages), choices);
    }

    /// <summary>The text that says what is wanted now: the message before, when the last one only varies it.</summary>
    private static (string Text, bool Inherited) Asked(IReadOnlyList<ChatTurn> messages)
    {
        var users = messages.Where(turn => turn.Role == "user").ToList();
        var last = users.Count > 0 ? users[^1].Text : messages.Count > 0 ? messages[^1].Text : "";
        return users.Count > 1 && IsElliptical(last) ? (users[^2].Text, true) : (last, false);
    }

    private static bool IsElliptical(string text) =>
        text.Length <= EllipsisLength && Array.Exists(
            ["and ", "what about ", "how about ", "same for ", "now for "], start => text.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    private static string Bounded(string text) => text.Length <= ProseReader.Window ? text : text[..ProseReader.Window];

    private static int Tokens(IReadOnlyList<ChatTurn> messages) =>
        (int)Math.Min(int.MaxValue, messages.Sum(turn => (long)turn.Text.Length) / CharactersPerToken);
}
