using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>A chat client that says what the test tells it to, and keeps what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<string, CancellationToken, Task<string>> answer) : IChatClient
{
    private readonly ConcurrentQueue<string> _prompts = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedChatClient(string answer)
        : this((_, _) => Task.FromResult(answer))
    {
    }

    /// <summary>The words of every call, all messages together.</summary>
    public IReadOnlyCollection<string> Prompts => _prompts;

    /// <summary>Completes at the first call.</summary>
    public Task Asked => _asked.Task;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = string.Join("\n", messages.Select(message => message.Text));
        _prompts.Enqueue(prompt);
        _asked.TrySetResult();
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, await answer(prompt, cancellationToken)))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
