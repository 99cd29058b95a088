using System.Text.Json;
using System.Text.Unicode;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>
/// JSON without surprises: valid UTF-8, at most 64 levels, no duplicate keys, no NUL and no lone surrogates (stores refuse
/// both). What breaks a rule is named by its path.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 64;

    /// <exception cref="InvalidRequestException">The field is the JSON path at fault, empty for the body as a whole.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            throw new InvalidRequestException("body", "The body is not valid UTF-8.", "invalid_utf8");
        }

        var bytes = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        Check(bytes.Span);
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        return document.RootElement.Clone();
    }

    private static void Check(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        var walk = new JsonWalk();
        try
        {
            while (reader.Read())
            {
                CheckToken(ref reader, walk);
            }
        }
        catch (JsonException malformed)
        {
            throw new InvalidRequestException(
                walk.Path, $"Malformed JSON at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.", "invalid_json");
        }
    }

    private static void CheckToken(ref Utf8JsonReader reader, JsonWalk walk)
    {
        var text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? TextOf(ref reader, walk) : null;
        if (!walk.Enter(reader.TokenType, text))
        {
            throw new InvalidRequestException(walk.Path, "The key stands twice in its object.", "duplicate_key");
        }

        if (walk.Depth > MaxDepth)
        {
            throw new InvalidRequestException(walk.Root, $"Nested deeper than {MaxDepth} levels.", "nested_too_deep");
        }
    }

    /// <summary>The text of a key or of a string with escapes; null for a plain string, which cannot hold what is looked for.</summary>
    private static string? TextOf(ref Utf8JsonReader reader, JsonWalk walk)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            return null;
        }

        try
        {
            var text = reader.GetString()!;
            return text.Contains('\0') ? throw new InvalidRequestException(walk.Path, "Text may not hold NUL (\\u0000).", "invalid_text") : text;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(walk.Path, "Text holds half of a surrogate pair (\\ud800 to \\udfff alone).", "invalid_text");
        }
    }
}
