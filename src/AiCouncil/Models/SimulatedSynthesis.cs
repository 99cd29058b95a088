using System.Text.RegularExpressions;
using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>
/// An editor that changes nothing: it hands back the fenced material of its prompt one after the other, so that every exact
/// value survives. A fence is a short line of punctuation with a nonce or a tag that comes again.
/// </summary>
internal static partial class SimulatedSynthesis
{
    private const int LongestFence = 120;

    /// <summary>What was asked is no part of the answer.</summary>
    private const string Request = "name=\"request\"";

    public static string Write(ModelPrompt prompt)
    {
        var lines = SimulatedMind.Task(prompt).ReplaceLineEndings("\n").Split('\n');
        var blocks = Blocks(lines).Where(block => block.Length > 0).ToList();
        var text = (blocks.Count > 0 ? string.Join("\n\n", blocks) : string.Join('\n', lines).Trim())
            .Replace(AnswerContract.Marker, "Answer:", StringComparison.Ordinal);
        return text.StartsWith(SimulatedMind.Mark, StringComparison.Ordinal) ? text : $"{SimulatedMind.Mark} {text}";
    }

    private static IEnumerable<string> Blocks(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var end = Token(lines[i]) is { } token ? Array.FindIndex(lines, i + 1, line => Token(line) == token) : -1;
            if (end < 0)
            {
                continue;
            }

            if (!lines[i].Contains(Request, StringComparison.Ordinal))
            {
                yield return string.Join('\n', lines[(i + 1)..end]).Trim();
            }

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
