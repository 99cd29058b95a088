using System.Text.Json;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace AiCouncil.Providers.OpenAi;

/// <summary>The options as <c>/v1/chat/completions</c> spells them.</summary>
/// <param name="legacyTokenLimit">Compatible servers know <c>max_tokens</c> only; OpenAI's newer models refuse it.</param>
/// <param name="streamUsage">Whether streams ask for usage; a few servers refuse the field.</param>
internal sealed class OpenAiDialect(bool legacyTokenLimit, bool streamUsage) : IChatDialect
{
    public ChatOptions Spell(GenerationOptions options)
    {
        var format = options.ResponseFormat is { } text ? Checked(text) : null;
        return Spell(options, format);
    }

    public IExchange Open(bool streamed) => new WireExchange(streamed);

    private static BinaryData Checked(string json)
    {
        using var _ = JsonDocument.Parse(json);
        return BinaryData.FromString(json);
    }

    private ChatOptions Spell(GenerationOptions options, BinaryData? format) => new()
    {
        MaxOutputTokens = legacyTokenLimit ? null : options.MaxOutputTokens,
        Temperature = (float?)options.Temperature,
        TopP = (float?)options.TopP,
        FrequencyPenalty = (float?)options.FrequencyPenalty,
        PresencePenalty = (float?)options.PresencePenalty,
        Seed = options.Seed,
        StopSequences = options.Stop?.ToList(),
        RawRepresentationFactory = _ => Raw(options.MaxOutputTokens, format),
    };

    /// <summary>What the abstraction has no word for is written into the body as it is.</summary>
    private ChatCompletionOptions Raw(int? tokenLimit, BinaryData? format)
    {
        var raw = new ChatCompletionOptions();
        // SCME0001: the patch is marked experimental; it is the client's only way to send a field as given.
#pragma warning disable SCME0001
        if (legacyTokenLimit && tokenLimit is { } limit)
        {
            raw.Patch.Set("$.max_tokens"u8, limit);
        }

        if (format is not null)
        {
            raw.Patch.Set("$.response_format"u8, format);
        }

        if (!streamUsage)
        {
            raw.Patch.Remove("$.stream_options"u8);
        }
#pragma warning restore SCME0001
        return raw;
    }
}
