namespace AiCouncil.Workers;

/// <summary>Pauses between tries to reach the journal: 50 ms doubling to 2 s.</summary>
internal static class Retrying
{
    public static TimeSpan First { get; } = TimeSpan.FromMilliseconds(50);

    public static TimeSpan Next(TimeSpan pause) => pause >= TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(2) : pause * 2;
}
