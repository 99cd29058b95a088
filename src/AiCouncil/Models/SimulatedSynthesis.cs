using System.Text;

namespace AiCouncil.Models;

/// <summary>An editor that changes nothing: it hands back the quoted material of its prompt, so that every exact value survives.</summary>
internal static class SimulatedSynthesis
{
    public static string Write(ModelPrompt prompt)
    {
        var text = new StringBuilder();
        foreach (var line in SimulatedMind.Task(prompt).Split('\n'))
        {
            var bare = line.Trim();
            if (bare.Length > 0 && bare[0] is not ('<' or '`' or '#' or '='))
            {
                text.Append(text.Length == 0 && !bare.StartsWith(SimulatedMind.Mark, StringComparison.Ordinal) ? SimulatedMind.Mark + " " : "").Append(bare).Append('\n');
            }
        }

        return text.Length == 0 ? SimulatedMind.Mark + " There was nothing to edit." : text.ToString().TrimEnd();
    }
}
