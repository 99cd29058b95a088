using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Decomposition;

/// <summary>Reads the single values of a plan.</summary>
internal static class PlanWords
{
    private static readonly FrozenDictionary<string, TaskType> TaskTypes = Words<TaskType>();
    private static readonly FrozenDictionary<string, AnswerType> AnswerTypes = Words<AnswerType>();

    public static TaskType? TaskType(JsonElement node) =>
        TaskTypes.TryGetValue(Text(node, "task_type") ?? "", out var type) ? type : null;

    public static AnswerType? AnswerType(JsonElement node) =>
        AnswerTypes.TryGetValue(Text(node, "answer_type") ?? "", out var type) ? type : null;

    /// <summary>The text of a property, null when it is missing, no text, or no Unicode.</summary>
    public static string? Text(JsonElement node, string property) => node.TryGetProperty(property, out var value) ? Text(value) : null;

    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped lone surrogate: it exists in JSON's grammar, not in Unicode
        }
    }

    /// <summary>Without control characters (NUL is refused by some journals) but line breaks and tabs; cut to <paramref name="longest"/>.</summary>
    public static string Clean(string text, int longest)
    {
        var kept = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control || rune.Value is '\n' or '\t')
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }

    private static FrozenDictionary<string, T> Words<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToFrozenDictionary(word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()), StringComparer.OrdinalIgnoreCase);
}
