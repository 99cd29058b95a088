namespace AiCouncil.Tests.Simulation;

/// <summary>What goes wrong in one world, drawn from its seed. All zero is the clean world.</summary>
internal sealed record SimFaults
{
    public static SimFaults Clean { get; } = new();

    /// <summary>Share of hints (calls and results) that vanish.</summary>
    public double Drop { get; init; }

    /// <summary>Share of hints that arrive twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Share of hints that are very late, and so out of order.</summary>
    public double Late { get; init; }

    /// <summary>Crash at an effect boundary: share of boundaries.</summary>
    public double Crash { get; init; }

    /// <summary>Share of worker boundaries at which the worker stops for longer than its lease.</summary>
    public double Freeze { get; init; }

    /// <summary>Share of journal operations that fail before or after they took effect.</summary>
    public double JournalFault { get; init; }

    /// <summary>Share of publishes that fail although the hint may have gone out.</summary>
    public double PublishFault { get; init; }

    /// <summary>Share of model calls that end in something else than an answer.</summary>
    public double ModelFault { get; init; }

    /// <summary>Half of the hostile worlds lose nothing and stop nobody, so that what must be prompt can be held to it.</summary>
    public static SimFaults DrawHostile(Random random)
    {
        var steady = Clean with { ModelFault = Some(0.6), Duplicate = Some(0.6), Late = Some(0.4) };
        return random.Next(2) == 0 ? steady : steady with
        {
            Drop = Some(0.4), Crash = Some(0.006), Freeze = Some(0.008), JournalFault = Some(0.04), PublishFault = Some(0.3),
        };

        double Some(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
    }

    /// <summary>Every process lives on and is never stopped.</summary>
    public bool NobodyStops => Crash == 0 && Freeze == 0;

    /// <summary>No hint is lost and no process stops: the wake sweep must find nothing.</summary>
    public bool HintsAreSafe => Drop == 0 && Crash == 0 && Freeze == 0 && JournalFault == 0 && PublishFault == 0;
}
