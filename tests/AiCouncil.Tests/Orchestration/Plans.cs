using System.Globalization;

namespace AiCouncil.Tests.Orchestration;

/// <summary>A request worth planning, and what a planner may write about it.</summary>
internal static class Plans
{
    public const string Question =
        """
        Please do all of this:
        1. Compare the costs of a diesel and an electric delivery van over five years in detail.
        2. Calculate how many vans are needed for 1,200 parcels a day at 90 parcels a van.
        3. Then write a recommendation for the board that uses both results.
        """;

    /// <summary>a and b feed c; an optional d hangs on a; e takes c and d.</summary>
    public const string Diamond =
        """
        {"subtasks": [
          {"id": "a", "goal": "Compare the costs of both vans.", "answer_type": "prose"},
          {"id": "b", "goal": "Calculate the number of vans.", "answer_type": "number"},
          {"id": "c", "goal": "Combine costs and number.", "inputs": ["a", "b"], "answer_type": "prose"},
          {"id": "d", "goal": "Look for tax credits.", "inputs": ["a"], "answer_type": "prose", "essential": false},
          {"id": "e", "goal": "Write the recommendation.", "inputs": ["c", "d"], "answer_type": "prose"}
        ]}
        """;

    /// <summary>So many subtasks side by side, each with a number for an answer.</summary>
    public static string Wide(int count) => Of(Enumerable.Range(0, count).Select(index => Node($"s{index}")));

    public static string Of(IEnumerable<string> nodes) => $$"""{"subtasks": [{{string.Join(',', nodes)}}]}""";

    public static string Node(string id, params string[] inputs) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": "{{id}}", "goal": "Do part {{id}}.", "inputs": [{{string.Join(',', inputs.Select(input => $"\"{input}\""))}}], "answer_type": "number"}""");
}
