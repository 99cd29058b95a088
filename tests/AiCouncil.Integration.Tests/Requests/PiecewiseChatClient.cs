using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>Says its pieces one by one; a test may hold it back before any of them.</summary>
internal sealed class PiecewiseChatClient(params string[] pieces) : IChatClient
{
    private int _calls;

    /// <summary>Awaited before the piece of this number.</summary>
    public Func<int, Task> Before { get; init; } = _ => Task.CompletedTask;

    public int Calls => Volatile.Read(ref _calls);

    public int Streams { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(pieces))) { FinishReason = ChatFinishReason.Stop });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        Streams++;
        for (var number = 0; number < pieces.Length; number++)
        {
            await Before(number).WaitAsync(cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, pieces[number]);
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
