using System.Text;
using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>Asks to edit one text with what others add; never to rewrite or to count heads.</summary>
internal static class SynthesisInstruction
{
    public static string For(IReadOnlyList<SubtaskResult> results)
    {
        var text = new StringBuilder(
            """
            Edit the text named "base" into the complete reply to the text named "request". Write only that reply, addressed to whoever asked.
            - Keep what the base says and how it is arranged. Change it only where another text adds a claim that the base lacks, or contradicts it.
            - Take over an added claim only if the request needs it. Where texts contradict each other, keep what is better supported; if neither is, say that it is uncertain.
            - Every part of the request must be answered.
            - Copy code, commands, tables and Markdown exactly as they are.
            - Add no fact of your own, and do not mention these texts, their authors or this editing.
            """);
        foreach (var result in results.Where(it => it.Answer is { Length: > 0 } answer && answer != AnswerContract.Abstention))
        {
            text.Append(text.ToString().Contains(Heading, StringComparison.Ordinal) ? "" : Heading).Append("\n- ").Append(result.Answer!.ReplaceLineEndings(" "));
        }

        return text.ToString();
    }

    private const string Heading = "\n\nThese values are settled. The reply must contain each of them, written exactly like this:";
}
