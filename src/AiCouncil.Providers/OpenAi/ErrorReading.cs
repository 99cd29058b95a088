using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>Reads an answer whose status is no success.</summary>
internal static partial class ErrorReading
{
    private const int BodyLimit = 64 * 1024;

    /// <summary>
    /// Rejected where the provider itself said no; Ambiguous where something in between gave up on it (408, 502, 504, 52x).
    /// </summary>
    public static async Task<AttemptOutcome> ReadAsync(
        HttpResponseMessage response, string? apiKey, DateTimeOffset now, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return new AttemptOutcome.Rejected(status, "redirect", "the endpoint redirects elsewhere; configure where it leads", null);
        }

        var (bytes, _) = await BoundedBody.ReadAsync(response.Content, BodyLimit, ct);
        var body = Encoding.UTF8.GetString(bytes);
        var (code, detail) = DetailOf(body, apiKey);
        return IsFinal(status)
            ? new AttemptOutcome.Rejected(status, code ?? $"http_{status}", detail, RetryAfterReading.Read(response.Headers, body, now))
            : new AttemptOutcome.Ambiguous($"http_{status}", detail);
    }

    /// <summary>The provider's code and message, without the key, at most 300 characters.</summary>
    public static (string? Code, string Detail) DetailOf(string body, string? apiKey)
    {
        var root = RootOf(body);
        var error = root?["error"] as JsonObject ?? root;
        var code = Text(error?["code"]) ?? Text(error?["type"]);
        var message = Text(error?["message"]) ?? Text(root?["error"]) ?? Text(root?["detail"]) ?? (root is null ? body : "no message");
        return (code is null ? null : Clean(code, apiKey), Clean(message, apiKey));
    }

    /// <summary>Whether the status is the provider's own last word: then nothing was, and will be, paid for it.</summary>
    private static bool IsFinal(int status) => status switch
    {
        408 or 499 => false,
        < 500 or 500 or 501 or 503 or 505 or 529 => true,
        _ => false,
    };

    private static JsonObject? RootOf(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Trim());
        // Gemini's compatible surface wraps its error into an array.
        var inner = bytes is [(byte)'[', .., (byte)']'] ? bytes[1..^1] : bytes;
        return AnswerCheck.Parse(inner);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text.Length > 0 ? text : null : value.ToJsonString()
        : null;

    private static string Clean(string text, string? apiKey)
    {
        var hidden = string.IsNullOrEmpty(apiKey) ? text : text.Replace(apiKey, "***", StringComparison.Ordinal);
        var oneLine = Unprintable().Replace(KeyLike().Replace(hidden, "***"), " ").Trim();
        return ChatReading.Shortened(oneLine);
    }

    /// <summary>Keys as vendors write them, also masked in the middle: they echo the key that was refused.</summary>
    [GeneratedRegex(@"\b(?:sk|gsk|xai|pk|key)-[\w*\-.]{6,}", RegexOptions.CultureInvariant)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex Unprintable();
}
