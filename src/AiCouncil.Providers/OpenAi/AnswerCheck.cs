using System.Text.Json;
using System.Text.Json.Nodes;
using AiCouncil.Models;

namespace AiCouncil.Providers.OpenAi;

/// <summary>Looks into complete JSON of a success, a whole body or one event, for what the vendor's client does not.</summary>
internal static class AnswerCheck
{
    /// <summary>The body as the client may read it; settles the exchange where the body is no answer.</summary>
    public static byte[] Checked(byte[] body, WireExchange exchange, string? apiKey, bool framed)
    {
        if (body.AsSpan().Trim(" \r\n\t"u8).IsEmpty)
        {
            exchange.Settle(framed ? Unusable(UnusableReason.Empty) : Cut());
            return body;
        }

        if (Parse(body) is not { } root)
        {
            exchange.Settle(framed ? Unusable(UnusableReason.Unparseable) : Cut());
            return body;
        }

        if (root["choices"] is JsonArray { Count: 0 })
        {
            exchange.Settle(Unusable(UnusableReason.Empty));
        }

        return Normalised(root, exchange, apiKey) ?? body;
    }

    /// <summary>Null when the JSON may stay as it is; settles the exchange at an error.</summary>
    public static byte[]? Normalised(JsonObject root, WireExchange exchange, string? apiKey)
    {
        if (root["error"] is not null)
        {
            exchange.Settle(new AttemptOutcome.Ambiguous("error_event", ErrorReading.DetailOf(root.ToJsonString(), apiKey).Detail));
            return null;
        }

        var changed = false;
        foreach (var choice in (root["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            changed |= NormaliseFinish(choice, exchange);
        }

        return changed ? JsonSerializer.SerializeToUtf8Bytes(root) : null;
    }

    public static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var root = JsonNode.Parse(ref reader) as JsonObject;
            _ = root?.Count;
            return root;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Compatible servers have words of their own, at which the vendor's client would throw a paid answer away.</summary>
    private static bool NormaliseFinish(JsonObject choice, WireExchange exchange)
    {
        if (choice["finish_reason"] is not JsonValue value || !value.TryGetValue<string>(out var word))
        {
            return false;
        }

        var known = word switch
        {
            "stop" or "length" or "content_filter" or "tool_calls" or "function_call" => word,
            "eos" or "eos_token" or "end_turn" or "stop_sequence" or "complete" => "stop",
            "max_tokens" or "model_length" => "length",
            "tool_use" => "tool_calls",
            "safety" or "SAFETY" => "content_filter",
            _ when word.StartsWith("content_filter", StringComparison.Ordinal) => "content_filter",
            "" => null,
            _ => "unknown",
        };
        if (known == "unknown")
        {
            exchange.Settle(new AttemptOutcome.Ambiguous("finish_reason", ChatReading.Shortened($"ended with '{word}'")));
        }

        choice["finish_reason"] = known == "unknown" ? "stop" : known;
        return known != word;
    }

    private static AttemptOutcome.Unusable Unusable(UnusableReason reason) => new(reason, null, new(0, 0), null);

    private static AttemptOutcome.Ambiguous Cut() => new("cut", "the connection closed before an answer was complete");
}
