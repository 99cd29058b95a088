using AiCouncil.Requests;

namespace AiCouncil.Synthesis;

/// <summary>
/// Turns a text that ends in the marked line into one that a person would write: the reasoning, then the answer in bold. Text
/// without the line, and JSON, is left as it is.
/// </summary>
internal static class ReadableAnswer
{
    public static string Of(string text, AnswerType type)
    {
        if (type is AnswerType.Prose or AnswerType.Document || IsJson(text) || MarkedLine.Last(text) is not { } line)
        {
            return text;
        }

        var before = text[..line.Start].TrimEnd();
        var after = text[line.End..].Trim();
        return string.Join("\n\n", new[] { before, Emphasised(line.Value, before.Length > 0), after }.Where(part => part.Length > 0));
    }

    private static string Emphasised(string value, bool hasReasoning)
    {
        // Markdown of its own, code and formulas would break inside bold.
        var plain = value.IndexOfAny(['*', '`', '\n', '$', '\\', '_', '<', '[']) < 0;
        return !hasReasoning ? value : plain ? $"**{value}**" : value.Contains('\n', StringComparison.Ordinal) ? $"Answer:\n\n{value}" : $"Answer: {value}";
    }

    private static bool IsJson(string text)
    {
        var start = text.AsSpan().TrimStart();
        var opens = start.StartsWith("{") && start[1..].TrimStart() is ['"' or '}', ..];
        return opens || start.StartsWith("```json", StringComparison.OrdinalIgnoreCase);
    }
}
