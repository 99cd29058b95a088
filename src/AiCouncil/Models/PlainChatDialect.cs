using System.Text.Json;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;

namespace AiCouncil.Models;

/// <summary>
/// For a client of which nothing is known (<c>AddModel</c>): once invoked it counts as sent, because it may retry inside and
/// say nothing of it. Only a bare failure to connect is believed.
/// </summary>
internal sealed class PlainChatDialect : IChatDialect
{
    public ChatOptions Spell(GenerationOptions options) => new()
    {
        MaxOutputTokens = options.MaxOutputTokens,
        Temperature = (float?)options.Temperature,
        TopP = (float?)options.TopP,
        FrequencyPenalty = (float?)options.FrequencyPenalty,
        PresencePenalty = (float?)options.PresencePenalty,
        Seed = options.Seed,
        StopSequences = options.Stop?.ToList(),
        ResponseFormat = FormatOf(options.ResponseFormat),
    };

    public IExchange Open(bool streamed) => new Unwatched();

    /// <summary>OpenAI's <c>response_format</c> in the abstraction's words; a type it has no word for asks for plain text.</summary>
    private static ChatResponseFormatJson? FormatOf(string? responseFormat)
    {
        if (responseFormat is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(responseFormat);
        var root = document.RootElement;
        return Text(root, "type") switch
        {
            "json_object" => ChatResponseFormat.Json,
            "json_schema" when root.TryGetProperty("json_schema", out var it) && it.TryGetProperty("schema", out var schema) =>
                ChatResponseFormat.ForJsonSchema(schema.Clone(), Text(it, "name"), Text(it, "description")),
            _ => null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class Unwatched : IExchange
    {
        public bool Sent => true;

        public bool SaidDone => false;

        public AttemptOutcome? Settled => null;

        public AttemptOutcome Explain(Exception failure) =>
            failure is HttpRequestException http && ConnectFailure.CategoryOf(http) is { } category
                ? new AttemptOutcome.NotSent(category, "no connection to the provider")
                : new AttemptOutcome.Ambiguous("client_failed", $"the client failed with {failure.GetType().Name}");

        public void Dispose()
        {
        }
    }
}
