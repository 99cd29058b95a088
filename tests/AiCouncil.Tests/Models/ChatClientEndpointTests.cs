using System.Runtime.CompilerServices;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Models;

/// <summary>A caller's own client, of which nothing but the abstraction is known.</summary>
public sealed class ChatClientEndpointTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task An_answer_without_a_finish_reason_or_usage_is_an_answer_and_estimated()
    {
        var outcome = await CallAsync(new ScriptedClient(_ => Task.FromResult(Says("hello"))));

        Assert.Equal(new AttemptOutcome.Answered("hello", new TokenUsage(2, 2), "stop", null), outcome);
    }

    [Fact]
    public async Task A_stream_without_a_finish_reason_may_be_cut_and_is_no_answer()
    {
        var outcome = await CallAsync(new ScriptedClient(_ => Task.FromResult(Says("hello"))), _ => { });

        Assert.Equal("cut", Assert.IsType<AttemptOutcome.Ambiguous>(outcome).Category);
    }

    [Fact]
    public async Task A_stream_with_a_finish_reason_is_an_answer_and_handed_over()
    {
        var deltas = new List<string>();

        var outcome = await CallAsync(new ScriptedClient(_ => Task.FromResult(Says("hello", ChatFinishReason.Stop))), deltas.Add);

        Assert.Equal("hello", Assert.IsType<AttemptOutcome.Answered>(outcome).Text);
        Assert.Equal(["hello"], deltas);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, "connect")]
    [InlineData(HttpRequestError.NameResolutionError, "dns")]
    [InlineData(HttpRequestError.SecureConnectionError, "tls")]
    [InlineData(HttpRequestError.ProxyTunnelError, "proxy")]
    public async Task A_bare_failure_to_connect_is_not_sent(HttpRequestError error, string category)
    {
        var outcome = await CallAsync(Throwing(new HttpRequestException(error)));

        Assert.Equal(category, Assert.IsType<AttemptOutcome.NotSent>(outcome).Category);
    }

    public static TheoryData<Exception> OtherFailures =>
    [
        new InvalidOperationException("sk-secret"),
        new HttpRequestException(HttpRequestError.ResponseEnded),
        new HttpRequestException(HttpRequestError.Unknown),
        new TimeoutException(),
        new OperationCanceledException(),
        new AggregateException(new HttpRequestException(HttpRequestError.ConnectionError)),
    ];

    [Theory]
    [MemberData(nameof(OtherFailures))]
    public async Task Any_other_failure_is_ambiguous_and_its_message_is_not_repeated(Exception failure)
    {
        var ambiguous = Assert.IsType<AttemptOutcome.Ambiguous>(await CallAsync(Throwing(failure)));

        Assert.DoesNotContain("sk-secret", ambiguous.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_is_ambiguous()
    {
        var running = CallAsync(Hanging());

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new AttemptOutcome.Ambiguous("timeout", "no complete answer in 10 s"), await running);
    }

    [Fact]
    public async Task Cancelling_after_the_invocation_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var running = CallAsync(Hanging(), ct: cancel.Token);

        await cancel.CancelAsync();

        Assert.IsType<AttemptOutcome.Cancelled>(await running);
    }

    [Fact]
    public async Task Cancelled_before_the_invocation_is_not_sent_and_the_client_is_not_asked()
    {
        var client = new ScriptedClient(_ => Task.FromResult(Says("hello")));

        Assert.IsType<AttemptOutcome.NotSent>(await CallAsync(client, ct: new CancellationToken(true)));
        Assert.Equal(0, client.Invocations);
    }

    [Fact]
    public async Task An_error_inside_an_answer_is_ambiguous()
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent("a"), new ErrorContent("overloaded")]));

        Assert.Equal(
            new AttemptOutcome.Ambiguous("error_event", "overloaded"),
            await CallAsync(new ScriptedClient(_ => Task.FromResult(response))));
    }

    [Fact]
    public async Task A_response_format_reaches_the_client_in_its_own_words()
    {
        var client = new ScriptedClient(_ => Task.FromResult(Says("{}")));
        const string format = """{"type":"json_schema","json_schema":{"name":"plan","schema":{"type":"object"}}}""";

        await CallAsync(client, options: new GenerationOptions { ResponseFormat = format, MaxOutputTokens = 5, Seed = 3 });

        var json = Assert.IsType<ChatResponseFormatJson>(client.Options!.ResponseFormat);
        Assert.Equal(("plan", 5, 3L), (json.SchemaName, client.Options.MaxOutputTokens, client.Options.Seed));
    }

    [Fact]
    public async Task A_response_format_that_is_no_json_is_not_sent()
    {
        var client = new ScriptedClient(_ => Task.FromResult(Says("{}")));

        Assert.IsType<AttemptOutcome.NotSent>(await CallAsync(client, options: new GenerationOptions { ResponseFormat = "{" }));
        Assert.Equal(0, client.Invocations);
    }

    private static ChatResponse Says(string text, ChatFinishReason? finish = null) =>
        new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = finish };

    private static ScriptedClient Throwing(Exception failure) => new(_ => Task.FromException<ChatResponse>(failure));

    private static ScriptedClient Hanging() => new(async ct =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        return Says("never");
    });

    private Task<AttemptOutcome> CallAsync(
        ScriptedClient client, Action<string>? onDelta = null, GenerationOptions? options = null, CancellationToken ct = default) =>
        ChatClientEndpoint.OfAnyClient(client, TimeSpan.FromSeconds(10), _clock).CallAsync(
            new ModelPrompt([new ChatTurn("user", "question")], options ?? new GenerationOptions(), CallRole.Member, null), onDelta, ct);

    private sealed class ScriptedClient(Func<CancellationToken, Task<ChatResponse>> answer) : IChatClient
    {
        public int Invocations { get; private set; }

        public ChatOptions? Options { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Invocations++;
            Options = options;
            return answer(cancellationToken);
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
}
