using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>Asks to edit one text with what others add; never to rewrite or to count heads.</summary>
internal static class SynthesisInstruction
{
    private const string Rules =
        """
        Edit the text named "base" into the complete reply to the text named "request". Write only that reply, addressed to whoever asked.
        - Keep what the base says and how it is arranged. Change it only where another text adds a claim that the base lacks, or contradicts it.
        - Take over an added claim only if the request needs it. Where texts contradict each other, keep what is better supported; if neither is, say that it is uncertain.
        - Every part of the request must be answered.
        - Copy code, commands, tables and Markdown exactly as they are.
        - Add no fact of your own, and do not mention these texts, their authors or this editing.
        """;

    public static string For(IReadOnlyList<SubtaskResult> results)
    {
        var values = results
            .Where(result => result.Answer is { Length: > 0 } answer && answer != AnswerContract.Abstention)
            .Select(result => "- " + result.Answer!.ReplaceLineEndings(" "))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return values.Count == 0
            ? Rules
            : $"{Rules}\n\nThese values are settled. The reply must contain each of them, written exactly like this:\n{string.Join('\n', values)}";
    }
}
