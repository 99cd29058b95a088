using AiCouncil.Requests;

namespace AiCouncil.Arbitration;

/// <summary>LaTeX as models write it: finds boxes and takes wrappers off. Brace matching is iterative and linear.</summary>
internal static class LatexText
{
    private static readonly string[] Boxes = ["\\boxed", "\\fbox"];
    private static readonly (string Open, string Close)[] Wrappers =
        [("**", "**"), ("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("`", "`")];

    /// <summary>The content of the last \boxed{…}, nested braces included; null without one.</summary>
    public static string? LastBox(string text)
    {
        foreach (var box in Boxes)
        {
            var at = text.LastIndexOf(box, StringComparison.Ordinal);
            if (at >= 0 && Group(text, at + box.Length) is { } group && group.Content.Trim().Length > 0)
            {
                return group.Content.Trim();
            }
        }

        return null;
    }

    /// <summary>The braced group at a position (spaces before it allowed) and where it ends; null when none begins there or it never closes.</summary>
    public static (string Content, int End)? Group(string text, int from)
    {
        while (from < text.Length && text[from] == ' ')
        {
            from++;
        }

        if (from >= text.Length || text[from] != '{')
        {
            return null;
        }

        var limit = Math.Min(text.Length, from + MarkedLine.MaxValue);
        var depth = 0;
        for (var at = from; at < limit; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            at += text[at] == '\\' ? 1 : 0;
            if (depth == 0)
            {
                return (text[(from + 1)..at], at + 1);
            }
        }

        return null;
    }

    /// <summary>Takes whole-value wrappers off until none is left: $…$, \(…\), **…**, \boxed{…}, a final period.</summary>
    public static string Unwrap(string value)
    {
        for (var before = ""; before != value;)
        {
            before = value;
            value = UnwrapOnce(value.Trim());
        }

        return value;
    }

    private static string UnwrapOnce(string value)
    {
        foreach (var (open, close) in Wrappers)
        {
            if (value.Length > open.Length + close.Length
                && value.StartsWith(open, StringComparison.Ordinal) && value.EndsWith(close, StringComparison.Ordinal)
                && !value.AsSpan(open.Length, value.Length - open.Length - close.Length).Contains(close, StringComparison.Ordinal))
            {
                return value[open.Length..^close.Length];
            }
        }

        foreach (var box in Boxes)
        {
            if (value.StartsWith(box, StringComparison.Ordinal) && Group(value, box.Length) is { } group && group.End == value.Length)
            {
                return group.Content;
            }
        }

        return value.EndsWith('.') && !value.EndsWith("..", StringComparison.Ordinal) ? value[..^1] : value;
    }
}
