using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;

namespace AiCouncil.Acceptance.Tests;

/// <summary>Reads what commands print.</summary>
internal static class Printed
{
    /// <summary>The values of <c>-o jsonl</c>, one a line.</summary>
    public static IReadOnlyList<JsonNode> Lines(Ended ended) =>
        [.. ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonNode.Parse(it)!)];

    public static JsonNode Value(Ended ended) => JsonNode.Parse(ended.Out)!;
}
