using System.Text.Json;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;

namespace AiCouncil.Models;

/// <summary>
/// Any <see cref="IChatClient"/> as a deployment: one invocation per call, and a closed set of outcomes out of whatever it
/// returns or throws. The dialect knows what the wire saw.
/// </summary>
/// <param name="client">Not owned; must not retry by itself, or what it hides cannot be counted.</param>
/// <param name="callTimeout">From the invocation to the complete answer.</param>
internal sealed class ChatClientEndpoint(IChatClient client, IChatDialect dialect, TimeSpan callTimeout, TimeProvider clock)
    : IModelEndpoint
{
    /// <summary>A caller's own client, of which only the abstraction is known.</summary>
    public static ChatClientEndpoint OfAnyClient(IChatClient client, TimeSpan callTimeout, TimeProvider clock) =>
        new(client, new PlainChatDialect(), callTimeout, clock);

    public async Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return new AttemptOutcome.NotSent("cancelled", "cancelled before the send");
        }

        if (Spelled(prompt.Options) is not { } options)
        {
            return new AttemptOutcome.NotSent("request", "the response format is not JSON");
        }

        using var timeout = new CancellationTokenSource(callTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var exchange = dialect.Open(streamed: onDelta is not null);
        return ChatReading.WithUsage(await OutcomeAsync(new(prompt, options, onDelta), exchange, ct, either.Token), prompt);
    }

    private async Task<AttemptOutcome> OutcomeAsync(
        Question question, IExchange exchange, CancellationToken caller, CancellationToken either)
    {
        try
        {
            var response = await AskAsync(question, either);
            return exchange.Settled ?? ChatReading.Read(response, complete: question.OnDelta is null || exchange.SaidDone);
        }
        catch (Exception failure)
        {
            return exchange.Settled ?? Stopped(exchange, caller, either) ?? exchange.Explain(failure);
        }
    }

    private async Task<ChatResponse> AskAsync(Question question, CancellationToken ct)
    {
        var (prompt, options, onDelta) = question;
        var messages = prompt.Messages.Select(turn => new ChatMessage(new ChatRole(turn.Role), turn.Text)).ToList();
        if (onDelta is null)
        {
            return await client.GetResponseAsync(messages, options, ct);
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, ct))
        {
            updates.Add(update);
            if (update.Text.Length > 0)
            {
                onDelta(update.Text);
            }
        }

        return updates.ToChatResponse();
    }

    /// <summary>A failure that we caused ourselves, by the caller's wish or by the timeout; null when the provider caused it.</summary>
    private AttemptOutcome? Stopped(IExchange exchange, CancellationToken caller, CancellationToken either) =>
        (exchange.Sent, caller.IsCancellationRequested, either.IsCancellationRequested) switch
        {
            (true, true, _) => new AttemptOutcome.Cancelled("cancelled after the send"),
            (false, true, _) => new AttemptOutcome.NotSent("cancelled", "cancelled before the send"),
            (true, _, true) => new AttemptOutcome.Ambiguous("timeout", $"no complete answer in {callTimeout.TotalSeconds:0.#} s"),
            (false, _, true) => new AttemptOutcome.NotSent("timeout", $"not connected in {callTimeout.TotalSeconds:0.#} s"),
            _ => null,
        };

    private ChatOptions? Spelled(GenerationOptions options)
    {
        try
        {
            return dialect.Spell(options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Question(ModelPrompt Prompt, ChatOptions Options, Action<string>? OnDelta);
}
