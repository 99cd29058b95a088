namespace AiCouncil.Configuration;

/// <summary>How far apart two words are, for "did you mean". Case does not count.</summary>
internal static class Spelling
{
    /// <summary>The nearest word within three edits and half its length, null when there is none.</summary>
    public static string? Nearest(string word, IEnumerable<string> words) =>
        words.Select(candidate => (Word: candidate, Distance: Distance(candidate, word)))
            .Where(it => it.Distance <= Math.Min(3, it.Word.Length / 2))
            .OrderBy(it => it.Distance)
            .Select(it => it.Word)
            .FirstOrDefault();

    /// <summary>"; did you mean X?" or the whole choice.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> words) =>
        Nearest(word, words) is { } near ? $"; did you mean {near}?"
        : words.Count == 0 ? "."
        : $"; there are {string.Join(", ", words)}.";

    /// <summary>Levenshtein's distance in two rows.</summary>
    public static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
