using System.Globalization;

namespace AiCouncil.Tests.Simulation;

/// <summary>What simulated planners write: mostly a random DAG, sometimes nonsense.</summary>
internal static class SimPlans
{
    public static string Draw(Random random) => random.Next(8) switch
    {
        0 => "I would rather not plan this.",
        1 => """{"subtasks":[{"id":"a","goal":"x","inputs":["b"]},{"id":"b","goal":"y","inputs":["a"]}]}""",
        2 => """{"subtasks":[{"id":"a","goal":"x","inputs":["nowhere"]}]}""",
        _ => Dag(random),
    };

    private static string Dag(Random random)
    {
        var types = new[] { "number", "prose", "short_fact", "choice" };
        var nodes = Enumerable.Range(0, random.Next(1, 6)).Select(index =>
        {
            var inputs = Enumerable.Range(0, index).Where(_ => random.Next(2) == 0).Select(input => $"\"s{input}\"");
            var essential = random.Next(4) > 0 || index == 0 ? "true" : "false";
            return string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"s{{index}}","goal":"Do part {{index}}.","inputs":[{{string.Join(',', inputs)}}],"task_type":"reasoning","answer_type":"{{types[random.Next(types.Length)]}}","essential":{{essential}}}""");
        });
        return $$"""{"subtasks":[{{string.Join(',', nodes)}}]}""";
    }
}
