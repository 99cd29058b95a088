// A tiny council that breaks each rule of the rooms once: RoomRules has to see it.
namespace AiCouncil.Tests.House.Fixtures.Requests
{
    internal sealed record Question(string Text);
}

namespace AiCouncil.Tests.House.Fixtures.Models
{
    internal sealed record ModelInfo(string Name);

    internal interface IEndpoint;
}

namespace AiCouncil.Tests.House.Fixtures.Journal
{
    internal sealed record Row(int Id);
}

namespace AiCouncil.Tests.House.Fixtures.Orchestration
{
    internal sealed record Decision;
}

namespace AiCouncil.Tests.House.Fixtures.Arbitration
{
    internal sealed record LaterRecord;
}

namespace AiCouncil.Tests.House.Fixtures.Analysis
{
    internal interface IAnalyzer;

    internal sealed record Finding(string Text);
}

namespace AiCouncil.Tests.House.Fixtures.Workers
{
    internal sealed record AsksAnalysis(Analysis.IAnalyzer Analyzer);

    internal sealed record CarriesFinding(Analysis.Finding Finding);

    internal sealed record KnowsOrchestration(Orchestration.Decision Decision);
}

namespace AiCouncil.Tests.House.Fixtures.Routing
{
    internal sealed record Clean(Requests.Question Question, Models.ModelInfo Model, Analysis.Finding Finding, IReadOnlyList<string> Names);

    internal sealed record HoldsRow(IReadOnlyList<Journal.Row[]> Rows);

    internal sealed record HoldsEndpoint(Models.IEndpoint Endpoint);

    internal sealed record KnowsLaterRoom(Func<Arbitration.LaterRecord, bool> Later);

    internal static class ReadsFile
    {
        public static string First(string path) => string.Concat(File.ReadAllLines(path).Take(1));
    }

    internal static class ReadsClock
    {
        public static bool IsNight(object clock) => ((TimeProvider)clock).GetUtcNow().Hour < 6;
    }

    internal static class RollsDice
    {
        public static int Roll(int sides) => new Random(sides).Next(sides);
    }

    internal static class ReadsEnvironment
    {
        public static string Of(string variable) => Environment.GetEnvironmentVariable(variable) ?? "";
    }

    internal static class Iterates
    {
        public static IEnumerable<int> Upwards(int from)
        {
            while (true)
            {
                yield return from++;
            }
        }
    }

    internal static class Waits
    {
        public static bool IsDone(object work) => work is Task { IsCompleted: true };
    }

    internal static class HidesRowInLambda
    {
        public static Func<int, object> Maker() => id => new Journal.Row(id);
    }
}
