using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>Everything that a seed decides before its world begins.</summary>
internal sealed record SimDraw
{
    public required int Seed { get; init; }
    public required SimFaults Faults { get; init; }

    /// <summary>One process owns its requests and others adopt them when it dies; else any process works on any request.</summary>
    public required bool Owned { get; init; }
    public required int Processes { get; init; }

    /// <summary>Processes keep their node id over a restart: death is proven by the newer incarnation.</summary>
    public required bool NamedNodes { get; init; }
    public required int Slots { get; init; }
    public required OutcomeUnknownPolicy Policy { get; init; }
    public required IReadOnlyList<SimModel> Models { get; init; }
    public required IReadOnlyList<SimQuestion> Questions { get; init; }

    /// <summary>Many requests, cancels in the middle of things, several owners, answers as dear as they may be, callers that watch.</summary>
    public bool Hostile { get; init; }

    public static SimDraw HostileOf(int seed)
    {
        var random = new Random(seed ^ 0x5EED);
        return Of(seed) with
        {
            Hostile = true,
            Faults = SimFaults.DrawHostile(random),
            Processes = random.Next(1, 4),
            Slots = random.Next(1, 6),
            Questions = [.. Enumerable.Range(0, random.Next(2, 8)).Select(index => SimQuestion.Draw(index, random) with
            {
                CancelAtMs = random.Next(3) == 0 ? random.Next(0, 3_000) : null,
                Replayed = random.Next(3) == 0,
            })],
        };
    }

    public static SimDraw Of(int seed)
    {
        var random = new Random(seed);
        var owned = random.Next(3) == 0;
        var lockstep = random.Next(3) == 0;
        return new SimDraw
        {
            Seed = seed,
            Faults = DrawFaults(random),
            Owned = owned,
            Processes = owned ? 1 : random.Next(1, 4),
            NamedNodes = random.Next(2) == 0,
            Slots = random.Next(1, 5),
            Policy = (OutcomeUnknownPolicy)random.Next(3),
            Models = [.. Enumerable.Range(0, random.Next(1, 7)).Select(index => SimModel.Draw(index, random, lockstep))],
            Questions = [.. Enumerable.Range(0, random.Next(1, 4)).Select(index => SimQuestion.Draw(index, random))],
        };
    }

    /// <summary>A quarter of the worlds is clean, a quarter has one kind of fault, the rest has several.</summary>
    private static SimFaults DrawFaults(Random random)
    {
        var kinds = random.Next(4) switch { 0 => 0, 1 => 1, _ => 3 };
        var faults = random.Next(2) == 0 ? SimFaults.Clean : SimFaults.Clean with { ModelFault = random.NextDouble() * 0.4 };
        for (var i = 0; i < kinds; i++)
        {
            faults = random.Next(7) switch
            {
                0 => faults with { Drop = random.NextDouble() * 0.5 },
                1 => faults with { Duplicate = random.NextDouble() * 0.6 },
                2 => faults with { Late = random.NextDouble() * 0.4 },
                3 => faults with { Crash = random.NextDouble() * 0.01 },
                4 => faults with { Freeze = random.NextDouble() * 0.01 },
                5 => faults with { JournalFault = random.NextDouble() * 0.02 },
                _ => faults with { PublishFault = random.NextDouble() * 0.2 },
            };
        }

        return faults;
    }
}

/// <summary>A model of the simulated world.</summary>
/// <param name="Lockstep">Always takes the same time: answers of one wave come in the same instant.</param>
internal sealed record SimModel(
    string Name, string Vendor, double Quality, decimal? Price, int LatencyMs, double Accuracy, int? MaxConcurrency, int Deployments, bool Lockstep = false)
{
    public static SimModel Draw(int index, Random random, bool lockstep) => new(
        $"m{index}", $"vendor{random.Next(3)}", 0.4 + (random.NextDouble() * 0.5), random.Next(8) == 0 ? null : Math.Round((decimal)random.NextDouble() * 10, 2),
        lockstep ? 250 : random.Next(20, 2_000), 0.5 + (random.NextDouble() * 0.5), random.Next(4) == 0 ? random.Next(1, 3) : null, random.Next(4) == 0 ? 2 : 1, lockstep);
}

/// <summary>A request of the simulated world.</summary>
internal sealed record SimQuestion(int Index, CouncilRequest Request, int AtMs, int? CancelAtMs, bool Replayed)
{
    private static readonly string[] Tasks =
    [
        "How many apples are 17 and 25 together?",
        "Which of these is a prime? A) 21 B) 23 C) 25",
        "Write a short letter of thanks to a colleague who helped with a release.",
        """
        Please do all of this:
        1. Compare the costs of a diesel and an electric delivery van over five years in detail.
        2. Calculate how many vans are needed for 1,200 parcels a day at 90 parcels a van.
        3. Then write a recommendation for the board that uses both results.
        """,
    ];

    public static SimQuestion Draw(int index, Random random)
    {
        var request = CouncilRequest.From($"[{index}] {Tasks[random.Next(Tasks.Length)]}") with
        {
            Mode = (ExecutionMode)random.Next(4),
            Priority = (Priority)random.Next(4),
            Timeout = TimeSpan.FromSeconds(random.Next(8, 30)),
            MaxCost = random.Next(4) == 0 ? Usd.FromDecimal((decimal)random.NextDouble() * 0.3m) : null,
            Stream = random.Next(3) == 0,
        };
        return new SimQuestion(
            index, request, random.Next(0, 1_000), random.Next(12) == 0 ? random.Next(0, 6_000) : null, random.Next(6) == 0);
    }
}
