using System.Text.Json;
using AiCouncil.Models;
using AiCouncil.Providers.OpenAi;
using AiCouncil.Requests;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Integration.Tests.Providers;

public sealed class OpenAiRequestTests : IDisposable
{
    private static readonly OpenAiWire Wire = new();
    private readonly OpenAiProvider _provider = new(TimeProvider.System);

    public void Dispose() => _provider.Dispose();

    [Theory]
    [InlineData("openai", "max_completion_tokens", "max_tokens")]
    [InlineData("openai-compatible", "max_tokens", "max_completion_tokens")]
    [InlineData("ollama", "max_tokens", "max_completion_tokens")]
    public async Task The_token_limit_has_the_name_that_the_provider_knows(string provider, string name, string other)
    {
        var body = await BodyAsync(new GenerationOptions { MaxOutputTokens = 77 }, provider);

        Assert.Equal(77, body.GetProperty(name).GetInt32());
        Assert.False(body.TryGetProperty(other, out _));
    }

    [Fact]
    public async Task Every_option_is_sent_as_given()
    {
        var body = await BodyAsync(new GenerationOptions
        {
            Temperature = 0.7,
            TopP = 0.9,
            FrequencyPenalty = 0.5,
            PresencePenalty = -0.5,
            Seed = 9_007_199_254_740_993,
            Stop = ["END", "STOP"],
            ResponseFormat = """{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}}""",
        });

        Assert.Equal("0.7", body.GetProperty("temperature").GetRawText());
        Assert.Equal("0.9", body.GetProperty("top_p").GetRawText());
        Assert.Equal(0.5, body.GetProperty("frequency_penalty").GetDouble());
        Assert.Equal(-0.5, body.GetProperty("presence_penalty").GetDouble());
        Assert.Equal(9_007_199_254_740_993, body.GetProperty("seed").GetInt64());
        Assert.Equal(["END", "STOP"], body.GetProperty("stop").EnumerateArray().Select(it => it.GetString()));
        Assert.True(body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
    }

    [Fact]
    public async Task Nothing_is_sent_that_was_not_asked_for()
    {
        var body = await BodyAsync(new GenerationOptions());

        Assert.Equal(["messages", "model"], body.EnumerateObject().Select(it => it.Name).Order());
    }

    [Fact]
    public async Task The_conversation_is_sent_in_order_with_its_roles()
    {
        var body = await BodyAsync(new GenerationOptions());

        Assert.Equal(
            ["system:Be brief.", "user:One?", "assistant:One.", "user:Two?"],
            body.GetProperty("messages").EnumerateArray().Select(it => $"{it.GetProperty("role").GetString()}:{ContentOf(it)}"));
    }

    [Fact]
    public async Task A_streamed_request_asks_for_usage()
    {
        var body = await BodyAsync(new GenerationOptions(), streamed: true);

        Assert.True(body.GetProperty("stream").GetBoolean());
        Assert.True(body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_refuses_the_question_for_usage_is_not_asked(bool streamed)
    {
        var body = await BodyAsync(new GenerationOptions(), "openai-compatible", streamed, ("StreamUsage", "false"));

        Assert.False(body.TryGetProperty("stream_options", out _));
    }

    [Theory]
    [InlineData("eos", "stop")]
    [InlineData("end_turn", "stop")]
    [InlineData("model_length", "length")]
    public async Task A_compatible_servers_own_finish_reason_does_not_cost_the_answer(string word, string meaning)
    {
        await using var server = FakeProvider.Start(call => call.Request.Body.Contains("\"stream\":true", StringComparison.Ordinal)
            ? call.EventsAsync(Wire.Stream(["text"], word, (1, 1)))
            : call.AnswerAsync(200, Wire.Answer("text", word, (1, 1))));

        foreach (var onDelta in new Action<string>?[] { null, _ => { } })
        {
            var outcome = await CallAsync(server.BaseUrl, new GenerationOptions(), "openai-compatible", onDelta);
            Assert.Equal(new AttemptOutcome.Answered("text", new TokenUsage(1, 1), meaning, Wire.Model), outcome);
        }
    }

    [Theory]
    [InlineData("error")]
    [InlineData("abort")]
    public async Task A_finish_reason_that_means_trouble_is_ambiguous(string word)
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync(Wire.Stream(["half a te"], word, (1, 1))));

        var outcome = await CallAsync(server.BaseUrl, new GenerationOptions(), "openai-compatible", _ => { });

        Assert.Equal("finish_reason", Assert.IsType<AttemptOutcome.Ambiguous>(outcome).Category);
    }

    [Fact]
    public async Task A_stream_that_says_done_without_a_finish_reason_is_complete()
    {
        await using var server = FakeProvider.Start(call => call.EventsAsync([Wire.Piece("text"), "data: [DONE]\n\n"]));

        var outcome = await CallAsync(server.BaseUrl, new GenerationOptions(), "openai-compatible", _ => { });

        Assert.Equal("text", Assert.IsType<AttemptOutcome.Answered>(outcome).Text);
    }

    [Fact]
    public async Task A_response_format_that_is_no_json_is_not_sent()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("text", "stop", null)));

        var outcome = await CallAsync(server.BaseUrl, new GenerationOptions { ResponseFormat = "{" }, "openai", null);

        Assert.IsType<AttemptOutcome.NotSent>(outcome);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task An_address_with_a_slash_at_its_end_leads_to_the_same_place()
    {
        await using var server = FakeProvider.Start(call => call.AnswerAsync(200, Wire.Answer("text", "stop", null)));

        await CallAsync(new Uri(server.BaseUrl + "/"), new GenerationOptions(), "openai", null);

        Assert.Equal("/v1/chat/completions", Assert.Single(server.Requests).Path);
    }

    private static string? ContentOf(JsonElement message) => message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
        ? parts[0].GetProperty("text").GetString()
        : message.GetProperty("content").GetString();

    private async Task<JsonElement> BodyAsync(GenerationOptions options, string provider = "openai", bool streamed = false, params (string Key, string Value)[] extra)
    {
        await using var server = FakeProvider.Start(call => streamed
            ? call.EventsAsync(Wire.Stream(["yes"], "stop", null))
            : call.AnswerAsync(200, Wire.Answer("yes", "stop", null)));
        Assert.IsType<AttemptOutcome.Answered>(await CallAsync(server.BaseUrl, options, provider, streamed ? _ => { } : null, extra));
        return JsonDocument.Parse(Assert.Single(server.Requests).Body).RootElement;
    }

    private Task<AttemptOutcome> CallAsync(Uri baseUrl, GenerationOptions options, string provider, Action<string>? onDelta, params (string Key, string Value)[] extra)
    {
        var endpoint = _provider.Create(new DeploymentSettings
        {
            Path = "Council:Models:m", ModelName = "m", Name = "m", Provider = provider, Model = "vendor-model", Endpoint = baseUrl,
            Extra = extra.ToDictionary(it => it.Key, it => it.Value),
        });
        ChatTurn[] turns = [new("system", "Be brief."), new("user", "One?"), new("assistant", "One."), new("user", "Two?")];
        return endpoint.CallAsync(new ModelPrompt(turns, options, CallRole.Member, null), onDelta, TestContext.Current.CancellationToken);
    }
}
