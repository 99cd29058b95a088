using System.Globalization;
using AiCouncil.Host.Composition;
using AiCouncil.Requests;
using Spectre.Console;

namespace AiCouncil.Host.Rendering;

/// <summary>Tables for people.</summary>
internal static class Listing
{
    public static Table Requests(IReadOnlyList<RequestSummary> requests) => Fill(
        ["id", "state", "mode", "created (UTC)", "cost", "prompt"],
        requests.Select(it => (string[])
        [
            it.Id.ToString(),
            it.NotRunning is null ? Word(it.Status) : "not running",
            Word(it.Mode),
            it.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            EventLines.Money(it.CostUsd),
            TerminalText.Line(it.Prompt, 60),
        ]));

    public static Table Models(IReadOnlyList<ModelLine> models) => Fill(
        ["model", "provider", "vendor", "USD/M in", "USD/M out", "window", "simulated", "reachable"],
        models.Select(it => (string[])
        [
            it.Name, it.Provider, it.Vendor, Price(it.InputPrice), Price(it.OutputPrice),
            it.ContextWindow?.ToString(CultureInfo.InvariantCulture) ?? "?",
            it.Simulated ? "yes" : "no",
            it.Reachable switch { true => "yes", false => "no", null => "?" },
        ]));

    /// <summary>Pairs under each other, as doctor and estimate show them.</summary>
    public static Table Facts(IEnumerable<(string Name, string Value)> facts) => Fill(["", ""], facts.Select(it => (string[])[it.Name, it.Value])).HideHeaders();

    public static Table Fill(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap().PadLeft(0).PadRight(2));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(TerminalText.Line(cell, 300))));
        }

        return table;
    }

    private static string Price(decimal? price) => price?.ToString("0.####", CultureInfo.InvariantCulture) ?? "?";

    private static string Word<T>(T value)
        where T : struct, Enum => CouncilJson.Serialize(value).Trim('"');
}
