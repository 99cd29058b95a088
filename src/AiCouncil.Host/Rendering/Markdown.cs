using System.Text;
using System.Text.RegularExpressions;

namespace AiCouncil.Host.Rendering;

/// <summary>Markdown lightly styled for a terminal: headings, emphasis, code. The words stay as they are.</summary>
internal static partial class Markdown
{
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Cyan = "\e[36m";
    private const string Off = "\e[0m";

    /// <param name="text">Already cleaned of escapes.</param>
    public static string Style(string text)
    {
        var styled = new StringBuilder();
        var code = false;
        foreach (var line in text.Split('\n'))
        {
            var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            styled.Append(fence ? $"{Dim}{line}{Off}" : code ? $"{Cyan}{line}{Off}" : StyleLine(line)).Append('\n');
            code ^= fence;
        }

        return styled.ToString(0, styled.Length - 1);
    }

    private static string StyleLine(string line)
    {
        if (Heading().Match(line) is { Success: true } heading)
        {
            return $"{Bold}{heading.Groups[1].Value}{Off}";
        }

        var spans = Code().Replace(Strong().Replace(line, $"{Bold}$1{Off}"), $"{Cyan}$1{Off}");
        return Bullet().Replace(spans, "$1• ");
    }

    [GeneratedRegex(@"^#{1,6}\s+(.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\*\*(\S(?:.*?\S)?)\*\*")]
    private static partial Regex Strong();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(\s*)[-*]\s+")]
    private static partial Regex Bullet();
}
