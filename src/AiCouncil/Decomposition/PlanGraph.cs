namespace AiCouncil.Decomposition;

/// <summary>The edges of a plan: checked and ordered.</summary>
internal static class PlanGraph
{
    /// <summary>Why the edges are no DAG over unique ids, with the offending id; null when they are.</summary>
    public static string? Fault(IReadOnlyList<Subtask> nodes)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (!ids.Add(node.Id))
            {
                return $"Two subtasks have the id '{node.Id}'.";
            }
        }

        foreach (var node in nodes)
        {
            if (node.Inputs.FirstOrDefault(input => !ids.Contains(input)) is { } missing)
            {
                return $"Subtask '{node.Id}' takes input from '{PlanWords.Clean(missing, 40)}', which does not exist.";
            }
        }

        return Ordered(nodes).Count == nodes.Count ? null : $"Subtask '{OnCycle(nodes)}' depends on itself, directly or through its inputs.";
    }

    /// <summary>Inputs first, otherwise the planner's order (Kahn, stable). What hangs on a cycle is missing from the result.</summary>
    public static IReadOnlyList<Subtask> Ordered(IReadOnlyList<Subtask> nodes)
    {
        var ordered = new List<Subtask>(nodes.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (nodes.FirstOrDefault(node => !done.Contains(node.Id) && node.Inputs.All(done.Contains)) is { } next)
        {
            ordered.Add(next);
            done.Add(next.Id);
        }

        return ordered;
    }

    /// <summary>Walks from a node that could not be ordered along inputs that could not either, until one comes twice.</summary>
    private static string OnCycle(IReadOnlyList<Subtask> nodes)
    {
        var ordered = Ordered(nodes).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var stuck = nodes.Where(node => !ordered.Contains(node.Id)).ToDictionary(node => node.Id, StringComparer.Ordinal);
        var at = stuck.Keys.First();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(at))
        {
            at = stuck[at].Inputs.First(stuck.ContainsKey);
        }

        return at;
    }
}
