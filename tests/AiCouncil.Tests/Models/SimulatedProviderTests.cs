using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class SimulatedProviderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_member_says_that_it_is_simulated_and_ends_with_the_marked_line()
    {
        var outcome = Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.Member("What is the mass of a cloud?")));

        Assert.StartsWith("[simulated]", outcome.Text, StringComparison.Ordinal);
        Assert.Matches(@"^\d+$", Calls.Final(outcome));
        Assert.Equal("stop", outcome.FinishReason);
        Assert.Equal((outcome.Text.Length + 3) / 4, outcome.Usage.OutputTokens);
        Assert.True(outcome.Usage.InputTokens > 20);
    }

    [Fact]
    public async Task Without_the_contract_no_line_is_marked()
    {
        var outcome = Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.Member("What is the mass of a cloud?", contract: false)));

        Assert.StartsWith("[simulated]", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AnswerContract.Marker, outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Which one?\nA) red\nB) green\nC) blue", "^[ABC]$")]
    [InlineData("Is the sea salty?", "^(Yes|No)$")]
    [InlineData("How many teeth has a shark?", @"^\d+$")]
    public async Task The_answer_has_the_shape_of_the_question(string question, string shape)
    {
        Assert.Matches(shape, Calls.Final(await Ask("a", Calls.Member(question))));
        Assert.Matches(shape, Calls.Final(await Ask("a", Calls.Member(question), ("Accuracy", "0"))));
    }

    [Fact]
    public async Task Accurate_models_agree_and_accuracy_sets_how_many_deviate()
    {
        var (same, deviating) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var question = Calls.Member($"How many sheep are in field {i}?");
            var truth = Calls.Final(await Ask("a", question));
            same += truth == Calls.Final(await Ask("b", question, ("Seed", "9"))) ? 1 : 0;
            deviating += truth != Calls.Final(await Ask("c", question, ("Accuracy", "0.7"))) ? 1 : 0;
        }

        Assert.Equal(400, same);
        Assert.InRange(deviating, 80, 160);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_run()
    {
        var first = await Run("3");

        Assert.Equal(first, await Run("3"));
        Assert.NotEqual(first, await Run("4"));
        Assert.InRange(first.Count(word => word == "Rejected 500"), 30, 90);
        Assert.InRange(first.Count(word => word == "Rejected 429"), 10, 50);
    }

    [Fact]
    public async Task A_throttled_call_says_when_to_come_back()
    {
        var rejected = Assert.IsType<AttemptOutcome.Rejected>(await Ask("a", Calls.Member("?"), ("ThrottleRate", "1")));

        Assert.True(rejected.Throttled);
        Assert.Equal(TimeSpan.FromSeconds(1), rejected.RetryAfter);
    }

    [Fact]
    public async Task Latency_is_waited_on_the_given_clock()
    {
        var call = Ask("a", Calls.Member("?"), ("Latency:P50", "1000"), ("Latency:P99", "1000"));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(call.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.IsType<AttemptOutcome.Answered>(await call);
    }

    [Fact]
    public async Task A_stream_hands_over_the_whole_text_in_pieces_as_time_passes()
    {
        var pieces = new List<string>();
        var call = Endpoint("a", ("Latency:P50", "1000"), ("Latency:P99", "1000")).CallAsync(Calls.Member("?"), pieces.Add, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMilliseconds(401));
        Assert.Single(pieces);
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.InRange(pieces.Count, 5, 24);
        Assert.Equal(Assert.IsType<AttemptOutcome.Answered>(await call).Text, string.Concat(pieces));
    }

    [Fact]
    public async Task Cancelling_is_told_apart_before_and_after_the_send()
    {
        using var source = new CancellationTokenSource();
        var sent = Endpoint("a", ("Latency:P50", "1000")).CallAsync(Calls.Member("?"), null, source.Token);
        await source.CancelAsync();

        Assert.IsType<AttemptOutcome.Cancelled>(await sent);
        Assert.IsType<AttemptOutcome.NotSent>(await Endpoint("a").CallAsync(Calls.Member("?"), null, source.Token));
    }

    [Fact]
    public async Task A_call_longer_than_its_timeout_is_ambiguous()
    {
        var call = Ask("a", Calls.Member("?"), ("Latency:P50", "61000"));
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.IsType<AttemptOutcome.Ambiguous>(await call);
    }

    [Fact]
    public async Task The_output_limit_cuts_and_says_so()
    {
        var outcome = Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.Member("?", maxTokens: 3)));

        Assert.Equal(("length", 12, 3), (outcome.FinishReason, outcome.Text.Length, outcome.Usage.OutputTokens));
    }

    [Fact]
    public async Task A_plan_is_valid_and_grows_with_the_question()
    {
        var small = Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.As(CallRole.Plan, "Why?"))).Text;
        var large = Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.As(CallRole.Plan, new string('w', 300)))).Text;

        var nodes = CouncilJson.Deserialize<SomePlan>(large).Subtasks;
        Assert.Equal("main", Assert.Single(CouncilJson.Deserialize<SomePlan>(small).Subtasks).Id);
        Assert.Equal(["facts", "approach", "answer"], nodes.Select(node => node.Id));
        Assert.Equal(["facts", "approach"], nodes[2].Inputs);
        Assert.All(nodes, node => Assert.Equal((TaskType.Reasoning, AnswerType.Prose, true), (node.TaskType, node.AnswerType, node.Essential)));
    }

    [Theory]
    [InlineData("Edit this.\n<base id=\"a\">\nThe total is 4711.\n\n```\ncode\n```\n</base>\nUse:\n<other>\nx = 5\n</other>\nThanks.", "")]
    [InlineData("<data-3fa91c07 name=\"request\">\nHow much?\n</data-3fa91c07>\n\n<data-3fa91c07 name=\"base\">\nThe total is 4711.\n\n```\ncode\n```\n</data-3fa91c07>\n\n<data-3fa91c07 name=\"b\">\nGoal: find x\n\nx = 5\n\nExact value: 5\n</data-3fa91c07>\n\n<data-3fa91c07 name=\"c\">\nGoal: chat\n\nprose\n</data-3fa91c07>", "\n\nExact value: 5")]
    [InlineData("Edit this.\n=== text 3fa91c07 ===\nThe total is 4711.\n\n```\ncode\n```\n=== end 3fa91c07 ===\n--- 00aa11bb\nx = 5\n--- 00aa11bb", "")]
    public async Task A_synthesis_keeps_the_base_and_every_settled_value(string prompt, string rest) =>
        Assert.Equal("[simulated] The total is 4711.\n\n```\ncode\n```\n\nx = 5" + rest, Assert.IsType<AttemptOutcome.Answered>(await Ask("a", Calls.As(CallRole.Synthesis, prompt))).Text);

    [Fact]
    public async Task A_synthesis_without_fences_keeps_the_whole_text() =>
        Assert.Equal("[simulated] The total is 4711.\nAnswer: 4711", Assert.IsType<AttemptOutcome.Answered>(
            await Ask("a", Calls.As(CallRole.Synthesis, "The total is 4711.\nFINAL ANSWER: 4711"))).Text);

    [Fact]
    public void Calls_without_latency_are_answered_before_they_return()
    {
        var endpoint = Endpoint("a");

        Assert.All(Enumerable.Range(0, 64), _ => Assert.True(endpoint.CallAsync(Calls.Member("?"), null, CancellationToken.None).IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData("Latency:P99", "5", "Latency:P50", "10")]
    [InlineData("Latency:P99", "5", "Seed", "1")]
    [InlineData("FailureRate", "0.6", "ThrottleRate", "0.6")]
    [InlineData("Accuracy", "NaN", "Seed", "1")]
    public void Settings_that_make_no_sense_are_named(string key, string value, string other, string otherValue)
    {
        var errors = new SimulatedProvider(_clock).Validate(Calls.Deployment("simulated", "a", (key, value), (other, otherValue)));

        Assert.StartsWith($"Council:Models:m:{key}:", Assert.Single(errors), StringComparison.Ordinal);
    }

    private async Task<List<string>> Run(string seed)
    {
        var endpoint = Endpoint("a", ("FailureRate", "0.3"), ("ThrottleRate", "0.15"), ("Seed", seed));
        var words = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var outcome = await endpoint.CallAsync(Calls.Member("?"), null, CancellationToken.None);
            words.Add(outcome is AttemptOutcome.Rejected rejected ? $"Rejected {rejected.Status}" : outcome.GetType().Name);
        }

        return words;
    }

    private IModelEndpoint Endpoint(string model, params (string Key, string Value)[] extra) =>
        new SimulatedProvider(_clock).Create(Calls.Deployment("simulated", model, extra));

    private Task<AttemptOutcome> Ask(string model, ModelPrompt prompt, params (string Key, string Value)[] extra) =>
        Endpoint(model, extra).CallAsync(prompt, null, CancellationToken.None);

    private sealed record SomePlan(IReadOnlyList<SomeNode> Subtasks);

    private sealed record SomeNode(string Id, string Goal, IReadOnlyList<string> Inputs, TaskType TaskType, AnswerType AnswerType, bool Essential);
}
