using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiCouncil.Requests;

/// <summary>
/// The council as one chat client, so that anything which speaks to an <see cref="IChatClient"/> can ask it unchanged. Tools and
/// images are refused, not dropped.
/// </summary>
internal sealed class CouncilChatClient(ICouncil council, ExecutionMode mode) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var final = await council.AskAsync(Request(messages, options), cancellationToken);
        return final.Status == RequestState.Completed
            ? Response(final)
            : throw new InvalidOperationException($"The council gave no answer ({final.Error?.Code}): {final.Error?.Message}");
    }

    /// <summary>One update with the whole answer: what a council says is known when it is decided.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose()
    {
        // The council belongs to the container.
    }

    private CouncilRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException("The council takes no tools; ask a configured model for that.");
        }

        return new CouncilRequest
        {
            Messages = [.. messages.Select(Turn)],
            Mode = mode,
            Generation = new GenerationOptions
            {
                MaxOutputTokens = options?.MaxOutputTokens,
                Temperature = options?.Temperature,
                TopP = options?.TopP,
                FrequencyPenalty = options?.FrequencyPenalty,
                PresencePenalty = options?.PresencePenalty,
                Seed = options?.Seed,
                Stop = options?.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
            },
        };
    }

    private static ChatTurn Turn(ChatMessage message) => message.Contents.All(content => content is TextContent)
        ? new ChatTurn(message.Role.Value, message.Text)
        : throw new NotSupportedException("The council takes text only.");

    private static ChatResponse Response(FinalResponse final) => new(new ChatMessage(ChatRole.Assistant, final.Content))
    {
        ResponseId = final.Id.ToString(),
        ModelId = $"council-{Word(final.Mode)}",
        CreatedAt = final.CreatedAt,
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails
        {
            InputTokenCount = final.Usage.InputTokens,
            OutputTokenCount = final.Usage.OutputTokens,
            TotalTokenCount = final.Usage.InputTokens + final.Usage.OutputTokens,
        },
        AdditionalProperties = new AdditionalPropertiesDictionary { ["council"] = final },
    };

    private static string Word(ExecutionMode mode) => mode == ExecutionMode.BestQuality ? "best-quality" : mode.ToString().ToLowerInvariant();
}
