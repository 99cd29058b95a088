using System.Text;
using System.Text.Json;

namespace AiCouncil.Decomposition;

/// <summary>Finds the plan's JSON in a planner's text: fences and prose around it, and trailing commas, do no harm.</summary>
internal static class PlanText
{
    /// <summary>Characters of the whole text, about twice the largest valid plan.</summary>
    public const int MaxLength = 65_536;

    private const int MaxDepth = 16;
    private const int MaxCandidates = 64;
    private static readonly JsonReaderOptions Reading = new()
    {
        AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth, AllowMultipleValues = true,
    };

    private static readonly JsonDocumentOptions Parsing = new()
    {
        AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth, AllowDuplicateProperties = false,
    };

    /// <summary>The list of subtask objects, or why there is none. Nothing it returns throws when read, but texts with lone surrogates.</summary>
    public static (IReadOnlyList<JsonElement> Nodes, string? Refusal) Find(string text)
    {
        if (text.Length > MaxLength)
        {
            return ([], $"The plan is longer than {MaxLength} characters.");
        }

        var bytes = Encoding.UTF8.GetBytes(text); // a lone surrogate becomes U+FFFD
        var at = 0;
        for (var candidate = 0; candidate < MaxCandidates && Next(bytes, ref at); candidate++)
        {
            var length = Parse(bytes.AsMemory(at), out var root, out var error);
            if (length == 0 && LooksLikeJson(bytes.AsSpan(at)))
            {
                return ([], $"The plan is not valid JSON: {error}");
            }

            if (length > 0 && Nodes(root) is { } nodes)
            {
                return (nodes, null);
            }

            at += Math.Max(1, length);
        }

        return ([], "The planner's text holds no JSON object with \"subtasks\".");
    }

    private static bool Next(byte[] bytes, ref int at)
    {
        var offset = at < bytes.Length ? bytes.AsSpan(at).IndexOfAny((byte)'{', (byte)'[') : -1;
        at += Math.Max(0, offset);
        return offset >= 0;
    }

    /// <summary>Bytes of the JSON value at the start of <paramref name="text"/>; 0 when there is none.</summary>
    private static int Parse(ReadOnlyMemory<byte> text, out JsonElement root, out string error)
    {
        root = default;
        try
        {
            var reader = new Utf8JsonReader(text.Span, Reading);
            reader.Read();
            reader.Skip();
            using var document = JsonDocument.Parse(text[..(int)reader.BytesConsumed], Parsing);
            root = document.RootElement.Clone();
            error = "";
            return (int)reader.BytesConsumed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a property name with the escape of a lone surrogate.
            error = PlanWords.Clean(exception.Message, 200);
            return 0;
        }
    }

    /// <summary>Broken JSON is refused whole: looking further inside would take one of its subtasks for the plan.</summary>
    private static bool LooksLikeJson(ReadOnlySpan<byte> text)
    {
        var rest = text[1..].TrimStart(" \t\r\n"u8);
        return !rest.IsEmpty && (text[0] == '{' ? rest[0] == '"' : rest[0] == '{');
    }

    private static List<JsonElement>? Nodes(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object ? [.. root.EnumerateArray()] : null;
        }

        return root.TryGetProperty("subtasks", out var subtasks)
            ? subtasks.ValueKind == JsonValueKind.Array ? [.. subtasks.EnumerateArray()] : [subtasks]
            : root.TryGetProperty("goal", out _) ? [root] : null;
    }
}
