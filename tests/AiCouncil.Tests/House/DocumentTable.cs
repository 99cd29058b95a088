using System.Text.RegularExpressions;

namespace AiCouncil.Tests.House;

/// <summary>The table "what was asked → where it is → what proves it" that opens docs/architecture.md.</summary>
internal static partial class DocumentTable
{
    private const string Header = "| what was asked | where it is | what proves it |";
    private const string Planned = "*planned*";

    public static IReadOnlyList<(string Asked, string Where, string Proof)> Read(string markdown) =>
        [.. markdown.Split('\n').SkipWhile(line => line.Trim() != Header).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ', '\r').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells.ElementAtOrDefault(0) ?? "", cells.ElementAtOrDefault(1) ?? "", cells.ElementAtOrDefault(2) ?? ""))];

    /// <summary>What the table claims and the repository does not hold.</summary>
    public static IEnumerable<string> Complaints(string markdown, Func<string, bool> hasFile, Func<string, bool> hasTest)
    {
        foreach (var (asked, where, proof) in Read(markdown))
        {
            if (where == Planned && proof == Planned)
            {
                continue;
            }

            foreach (var complaint in Missing(where, hasFile).Concat(Missing(proof, hasTest)))
            {
                yield return $"{asked}: {complaint}";
            }
        }
    }

    private static IEnumerable<string> Missing(string cell, Func<string, bool> exists)
    {
        var names = Quoted().Matches(cell).Select(match => match.Groups[1].Value).ToList();
        return names.Count == 0 || cell.Contains(Planned, StringComparison.Ordinal)
            ? [$"'{cell}' neither names something nor says {Planned} in both cells"]
            : names.Where(name => !exists(name)).Select(name => $"{name} does not exist");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
