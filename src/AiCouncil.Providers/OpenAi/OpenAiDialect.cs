using System.Text.Json;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace AiCouncil.Providers.OpenAi;

/// <summary>The options as <c>/v1/chat/completions</c> spells them.</summary>
/// <param name="legacyTokenLimit">Compatible servers know <c>max_tokens</c> only; OpenAI's newer models refuse it.</param>
internal sealed class OpenAiDialect(bool legacyTokenLimit) : IChatDialect
{
    public ChatOptions Spell(GenerationOptions options) => new()
    {
        MaxOutputTokens = legacyTokenLimit ? null : options.MaxOutputTokens,
        Temperature = (float?)options.Temperature,
        TopP = (float?)options.TopP,
        FrequencyPenalty = (float?)options.FrequencyPenalty,
        PresencePenalty = (float?)options.PresencePenalty,
        Seed = options.Seed,
        StopSequences = options.Stop?.ToList(),
        RawRepresentationFactory = _ => Raw(options),
    };

    public IExchange Open(bool streamed) => new WireExchange(streamed);

    /// <summary>What the abstraction has no word for is written into the body as it is.</summary>
    private ChatCompletionOptions Raw(GenerationOptions options)
    {
        var raw = new ChatCompletionOptions();
        // SCME0001: the patch is marked experimental; it is the client's only way to send a field as given.
#pragma warning disable SCME0001
        if (legacyTokenLimit && options.MaxOutputTokens is { } limit)
        {
            raw.Patch.Set("$.max_tokens"u8, limit);
        }

        if (options.ResponseFormat is { } format)
        {
            using var checkedFormat = JsonDocument.Parse(format);
            raw.Patch.Set("$.response_format"u8, BinaryData.FromString(format));
        }
#pragma warning restore SCME0001
        return raw;
    }
}
