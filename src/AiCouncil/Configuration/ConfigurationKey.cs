namespace AiCouncil.Configuration;

internal enum KeyKind { Text, Secret, Word, Words, Names, Integer, Number, Money, Flag, Address, File, Variable, Pools }

/// <summary>One key under <c>Council</c>: what drives the validation, the JSON schema and docs/configuration.md.</summary>
/// <param name="Path">Below <c>Council:</c>, with <c>{name}</c> where the user chooses a word.</param>
/// <param name="Default">As a person reads it; "" where there is none.</param>
internal sealed record ConfigurationKey(string Path, KeyKind Kind, string Default, string Meaning)
{
    /// <summary>The closed set of a <see cref="KeyKind.Word"/> or <see cref="KeyKind.Words"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Values of later versions: known, refused, and said so.</summary>
    public IReadOnlyList<string> LaterChoices { get; init; } = [];

    public double Min { get; init; }

    public double Max { get; init; } = double.MaxValue;

    /// <summary>Whether <see cref="Min"/> itself is refused.</summary>
    public bool AboveMin { get; init; }

    /// <summary>The provider words that the key belongs to; empty when it belongs to all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    public IReadOnlyList<string> Segments { get; } = Path.Split(':');

    /// <summary>"from 1 to 4096", as errors and documents say it.</summary>
    public string Range => (AboveMin ? "above " : Max == double.MaxValue ? "at least " : "from ") + Plain(Min)
        + (Max == double.MaxValue ? "" : (AboveMin ? " and at most " : " to ") + Plain(Max));

    public bool InRange(double value) => double.IsFinite(value) && value <= Max && (AboveMin ? value > Min : value >= Min);

    public bool Matches(IReadOnlyList<string> path) =>
        path.Count == Segments.Count && StartsLike(path, Segments.Count);

    /// <summary>Whether the first <paramref name="count"/> segments fit.</summary>
    public bool StartsLike(IReadOnlyList<string> path, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!IsPlaceholder(Segments[i]) && !Segments[i].Equals(path[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsPlaceholder(string segment) => segment.StartsWith('{');

    private static string Plain(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
