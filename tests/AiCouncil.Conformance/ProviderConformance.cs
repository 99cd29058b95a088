using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Testing.Providers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Conformance;

/// <summary>
/// What every adapter that reaches a provider over a network owes to the rest: exactly one request a call, and the outcome
/// that is true. Derived once per adapter; the vendor's spelling is its <see cref="ProviderWire"/>.
/// </summary>
public abstract partial class ProviderConformance
{
    /// <summary>Looks like a key, so that it can be looked for where it must not be.</summary>
    protected const string Key = "sk-conformance-0123456789abcdef";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected FakeTimeProvider Clock { get; } = new();

    protected abstract ProviderWire Wire { get; }

    /// <summary>The adapter under test, with <see cref="Clock"/> as its only clock.</summary>
    protected abstract IModelEndpoint Endpoint(Uri baseUrl, string? key, TimeSpan callTimeout);

    [Fact]
    public async Task A_plain_answer_comes_back_with_its_text_usage_reason_and_the_vendors_model()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("four", Wire.Stop, (11, 3))));

        var answered = Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server));

        Assert.Equal(new AttemptOutcome.Answered("four", new TokenUsage(11, 3), "stop", Wire.Model), answered);
        Assert.Equal(Key, Wire.KeyOf(Assert.Single(server.Requests).Headers));
    }

    [Fact]
    public async Task Usage_that_is_not_reported_is_estimated_from_the_characters()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("12345", Wire.Stop, usage: null)));

        var answered = Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server));

        Assert.Equal(new TokenUsage(4, 2), answered.Usage);
    }

    [Fact]
    public async Task An_answer_cut_at_the_token_limit_keeps_its_text_and_says_so()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("half", Wire.Length, (1, 1))));

        var answered = Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server));

        Assert.Equal(("half", "length"), (answered.Text, answered.FinishReason));
    }

    [Fact]
    public async Task The_token_limit_before_any_text_is_unusable_and_paid()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("", Wire.Length, (7, 9))));

        var unusable = await UnusableAsync(server);

        Assert.Equal((UnusableReason.Length, new TokenUsage(7, 9)), (unusable.Reason, unusable.Usage));
    }

    [Fact]
    public async Task An_answer_without_text_is_empty()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("", Wire.Stop, (1, 1))));

        Assert.Equal(UnusableReason.Empty, (await UnusableAsync(server)).Reason);
    }

    [Fact]
    public async Task A_success_without_a_body_is_empty()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, ""));

        Assert.Equal(UnusableReason.Empty, (await UnusableAsync(server)).Reason);
    }

    [Fact]
    public async Task A_filtered_answer_is_unusable()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("", Wire.ContentFilter, (1, 1))));

        Assert.Equal(UnusableReason.ContentFilter, (await UnusableAsync(server)).Reason);
    }

    [Fact]
    public async Task A_refusal_is_unusable_and_keeps_its_words()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Refusal("I will not.")));

        var unusable = await UnusableAsync(server);

        Assert.Equal((UnusableReason.Refusal, "I will not."), (unusable.Reason, unusable.Text));
    }

    [Fact]
    public async Task A_tool_call_that_nobody_asked_for_is_unparseable()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.ToolCall("launch")));

        Assert.Equal(UnusableReason.Unparseable, (await UnusableAsync(server)).Reason);
    }

    [Theory]
    [InlineData("<html>Welcome to the proxy</html>")]
    [InlineData("{\"choices\": [")]
    [InlineData("[1, 2]")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Complete_garbage_is_unusable_and_estimated(string garbage)
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, garbage));

        var unusable = await UnusableAsync(server);

        Assert.True(unusable.Reason is UnusableReason.Unparseable or UnusableReason.Empty);
        Assert.Equal(4, unusable.Usage.InputTokens);
    }

    [Fact]
    public async Task Concurrent_calls_make_one_request_each_and_get_their_own_answers()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(
            200, Wire.Answer(call.Request.Body.Contains("number 7", StringComparison.Ordinal) ? "seven" : "other", Wire.Stop, (1, 1))));
        var endpoint = Endpoint(server.BaseUrl, Key, Patience);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            endpoint.CallAsync(Prompt($"number {number},"), onDelta: null, TestContext.Current.CancellationToken)));

        Assert.Equal(20, server.Requests.Count);
        var texts = outcomes.Select(outcome => Assert.IsType<AttemptOutcome.Answered>(outcome).Text).ToList();
        Assert.Equal("seven", texts[7]);
        Assert.Equal(19, texts.Count(text => text == "other"));
    }

    protected static ModelPrompt Prompt(string text, GenerationOptions? options = null) =>
        new([new ChatTurn("user", text)], options ?? new GenerationOptions(), CallRole.Member, Question: null);

    /// <summary>One call of a prompt of 16 characters, and the proof that it was one request at most.</summary>
    protected async Task<AttemptOutcome> CallAsync(FakeProvider server, Action<string>? onDelta = null)
    {
        var outcome = await Endpoint(server.BaseUrl, Key, Patience)
            .CallAsync(Prompt("What is 2 plus 2"), onDelta, TestContext.Current.CancellationToken).WaitAsync(Patience);
        Assert.Single(server.Requests);
        return outcome;
    }

    private async Task<AttemptOutcome.Unusable> UnusableAsync(FakeProvider server, Action<string>? onDelta = null) =>
        Assert.IsType<AttemptOutcome.Unusable>(await CallAsync(server, onDelta));
}
