using Microsoft.Extensions.Configuration;

namespace AiCouncil.Configuration;

/// <summary>Finds what is written under <c>Council</c> and means nothing: a misspelt key must never be silently ignored.</summary>
internal static class UnknownKeys
{
    /// <param name="open">Whether a model's provider brings keys of its own, by the model's name.</param>
    public static IEnumerable<string> Of(IConfiguration council, Predicate<string> open) =>
        from leaf in Leaves(council)
        let segments = leaf.Split(':')
        where CouncilKeys.Find(leaf) is null && !(segments.Length > 2 && IsModels(segments) && open(segments[1]))
        select Explain(leaf, segments);

    /// <summary>Paths below <c>Council:</c> that hold a value.</summary>
    public static IEnumerable<string> Leaves(IConfiguration council) =>
        council.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null && pair.Key.Length > 0).Select(pair => pair.Key)
            .Order(StringComparer.OrdinalIgnoreCase);

    private static bool IsModels(string[] segments) => segments[0].Equals("Models", StringComparison.OrdinalIgnoreCase);

    private static string Explain(string leaf, string[] segments)
    {
        if (CouncilKeys.Later.Any(later => IsPrefix(later.Split(':'), segments)))
        {
            return $"Council:{leaf} is not in this version; remove it.";
        }

        if (CouncilKeys.All.FirstOrDefault(key => key.Segments.Count < segments.Length && key.StartsLike(segments, key.Segments.Count)) is { } value)
        {
            return $"Council:{leaf}: Council:{Filled(value, segments)} takes one value, not a list or a section"
                + (value.Kind is KeyKind.Names or KeyKind.Words or KeyKind.Pools ? "; separate with commas." : ".");
        }

        var inside = CouncilKeys.All.Where(key => key.Segments.Count > segments.Length && key.StartsLike(segments, segments.Length)).ToList();
        return inside.Count > 0
            ? $"Council:{leaf} is a section, not a value; it holds {string.Join(", ", inside.Select(key => key.Segments[segments.Length]).Distinct())}."
            : $"Council:{leaf} is unknown{Suggestion(segments)}";
    }

    private static string Suggestion(string[] segments)
    {
        var nearest = CouncilKeys.All.Where(key => key.Segments.Count == segments.Length)
            .Select(key => (Key: key, Distance: Distance(key, segments)))
            .MinBy(it => it.Distance);
        return nearest.Key is not null && nearest.Distance <= 3
            ? $"; did you mean Council:{Filled(nearest.Key, segments)}?"
            : "; see docs/configuration.md for the keys.";
    }

    private static int Distance(ConfigurationKey key, string[] segments) =>
        segments.Select((segment, i) => ConfigurationKey.IsPlaceholder(key.Segments[i]) ? 0 : Spelling.Distance(key.Segments[i], segment)).Sum();

    private static string Filled(ConfigurationKey key, string[] segments) =>
        string.Join(':', key.Segments.Select((segment, i) => ConfigurationKey.IsPlaceholder(segment) ? segments[i] : segment));

    private static bool IsPrefix(string[] prefix, string[] path) =>
        prefix.Length <= path.Length
        && prefix.Zip(path).All(pair => ConfigurationKey.IsPlaceholder(pair.First) || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
