using System.Buffers;
using System.Text.RegularExpressions;

namespace AiCouncil.Analysis;

/// <summary>Says whether a line is program text, and what ends a marked block of it.</summary>
internal static partial class CodeLine
{
    private const int LongestLine = 1_000;
    private const string Starts =
        @"^\s*(?:def \w+\(|async def |class \w+.*[:{]$|import [\w.{*]|from \w[\w.]* import |#include\b|using [\w.]+;|namespace [\w.]+|" +
        @"(?:public|private|protected|internal|static) \w|function \w*\(|(?:const|let|var) \w+\s*=|return\b.*;?$|assert \w|print\(|" +
        @"console\.\w|if \(.*\{|for \(.*\{|while \(.*\{|(?:for|while|if|elif|else|try|except|with)\b.*:$|fn \w+\(|func \w+\(|package \w+;?$|" +
        @"SELECT .* FROM |>>> |Traceback \(|\s+at [\w.$<>]+\()";

    private static readonly SearchValues<char> Operators = SearchValues.Create("=(){}[]");

    /// <summary>The text that ends the block which this line opens; null when it opens none.</summary>
    public static string? ClosingOf(ReadOnlySpan<char> trimmed)
    {
        if (trimmed.StartsWith("```", StringComparison.Ordinal))
        {
            return trimmed.Length > 3 && trimmed[3..].EndsWith("```", StringComparison.Ordinal) ? null : "```";
        }

        if (trimmed.StartsWith("~~~", StringComparison.Ordinal))
        {
            return "~~~";
        }

        return Tag(trimmed, "[PYTHON]", "[/PYTHON]") ?? Tag(trimmed, "[CODE]", "[/CODE]") ?? Tag(trimmed, "<code>", "</code>")
            ?? Tag(trimmed, "<pre>", "</pre>") ?? Tag(trimmed, "[asy]", "[/asy]");
    }

    /// <summary>Program text outside a marked block. Prose and LaTeX are not.</summary>
    public static bool IsCode(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        if (trimmed.IsEmpty || trimmed.Length > LongestLine || trimmed.Contains('\\') || Option().IsMatch(trimmed))
        {
            return false;
        }

        return trimmed.StartsWith("[asy]", StringComparison.Ordinal) || trimmed is "{" or "}" or "};" or "});" || trimmed[^1] == '{'
            || (trimmed[^1] == ';' && trimmed.ContainsAny(Operators)) || Start().IsMatch(line)
            || (Indented(line) && trimmed.ContainsAny(Operators) && !trimmed.EndsWith('?'));
    }

    private static string? Tag(ReadOnlySpan<char> trimmed, string open, string close) =>
        trimmed.StartsWith(open, StringComparison.OrdinalIgnoreCase) && !trimmed.EndsWith(close, StringComparison.OrdinalIgnoreCase) ? close : null;

    private static bool Indented(ReadOnlySpan<char> line) => line[0] == '\t' || line.StartsWith("    ", StringComparison.Ordinal);

    [GeneratedRegex(Starts, RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    /// <summary>"(A) return x;" is an offered option, whatever it holds.</summary>
    [GeneratedRegex(@"^(?:\([A-Za-z]\)|[A-Za-z][).:])\s", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
