using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AiCouncil.Providers.OpenAi;

/// <summary>Gives streamed refusals the shape that plain ones have: the adapter drops them, and a refusal would look empty.</summary>
internal sealed class StreamedRefusals(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.RawRepresentation is StreamingChatCompletionUpdate { RefusalUpdate: { Length: > 0 } refusal }
                && !update.Contents.OfType<ErrorContent>().Any())
            {
                update.Contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
            }

            yield return update;
        }
    }
}
