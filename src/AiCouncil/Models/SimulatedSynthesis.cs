using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>
/// An editor that changes nothing: it keeps the base and appends the texts whose exact values must survive. A fence is a short
/// line of punctuation with a nonce or a tag that comes again.
/// </summary>
internal static partial class SimulatedSynthesis
{
    private const int LongestFence = 120;

    private const string Base = "name=\"base\"";
    private const string Request = "name=\"request\"";
    private const string Goal = "Goal:";
    private const string ExactValue = "Exact value:";

    public static string Write(ModelPrompt prompt)
    {
        var lines = SimulatedMind.Task(prompt).ReplaceLineEndings("\n").Split('\n');
        var blocks = Blocks(lines).Where(block => block.Text.Length > 0).ToList();
        var text = (blocks.Count > 0 ? string.Join("\n\n", Kept(blocks)) : string.Join('\n', lines).Trim())
            .Replace(AnswerContract.Marker, "Answer:", StringComparison.Ordinal);
        return text.StartsWith(SimulatedMind.Mark, StringComparison.Ordinal) ? text : $"{SimulatedMind.Mark} {text}";
    }

    private static IEnumerable<string> Kept(List<(string Fence, string Text)> blocks) =>
        blocks.Where(block => IsNamed(block.Fence, Base)).Select(block => block.Text)
            .Concat(blocks.Where(block => !IsNamed(block.Fence, Base) && !IsNamed(block.Fence, Request)
                && (block.Text.Contains(ExactValue, StringComparison.Ordinal) || !blocks.Exists(it => IsNamed(it.Fence, Base))))
                .Select(block => Body(block.Text)));

    private static bool IsNamed(string fence, string name) => fence.Contains(name, StringComparison.Ordinal);

    private static string Body(string text) =>
        text.StartsWith(Goal, StringComparison.Ordinal) && text.Contains('\n', StringComparison.Ordinal) ? text[text.IndexOf('\n', StringComparison.Ordinal)..].Trim() : text;

    private static IEnumerable<(string Fence, string Text)> Blocks(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var end = Token(lines[i]) is { } token ? Array.FindIndex(lines, i + 1, line => Token(line) == token) : -1;
            if (end < 0)
            {
                continue;
            }

            yield return (lines[i], string.Join('\n', lines[(i + 1)..end]).Trim());
            i = end;
        }
    }

    /// <summary>The nonce, else the tag, of a line that looks like a fence.</summary>
    private static string? Token(string line)
    {
        var bare = line.Trim();
        if (bare.Length is 0 or > LongestFence || char.IsLetterOrDigit(bare[0]))
        {
            return null;
        }

        return Nonce().Match(bare) is { Success: true } nonce ? nonce.Value
            : Tag().Match(bare) is { Success: true } tag ? tag.Groups[1].Value
            : null;
    }

    [GeneratedRegex(@"\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{6,}\b")]
    private static partial Regex Nonce();

    [GeneratedRegex(@"^</?([A-Za-z][\w-]*)[^<>]*>$")]
    private static partial Regex Tag();
}
