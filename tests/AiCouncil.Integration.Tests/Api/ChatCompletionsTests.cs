using System.Net;
using System.Text.Json;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class ChatCompletionsTests
{
    private const string Ask = """{"model":"council-balanced","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_completion_has_openais_shape_and_the_councils_summary()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("Hello");

        var response = await server.PostAsync("/v1/chat/completions", Ask);

        var id = server.Council.Only.Id.ToString();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(id, response.Header("x-request-id"));
        Assert.Equal(id, response.Header("x-council-request-id"));
        var body = await response.JsonAsync();
        Assert.Equal("chatcmpl-" + id, body.GetProperty("id").GetString());
        Assert.Equal("chat.completion", body.GetProperty("object").GetString());
        Assert.Equal("council-balanced", body.GetProperty("model").GetString());
        var choice = body.GetProperty("choices")[0];
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("Hello", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(17, body.GetProperty("usage").GetProperty("total_tokens").GetInt64());
        var council = body.GetProperty("council");
        Assert.Equal(id, council.GetProperty("id").GetString());
        Assert.Equal(0.75, council.GetProperty("confidence").GetDouble());
        Assert.True(council.GetProperty("degraded").GetBoolean());
        Assert.Equal("one member failed", council.GetProperty("degraded_reasons")[0].GetString());
        Assert.Equal(JsonValueKind.Array, council.GetProperty("members").ValueKind);
        Assert.True(council.TryGetProperty("cost", out _));
    }

    [Theory]
    [InlineData("council-fast", ExecutionMode.Fast, null)]
    [InlineData("council-balanced", ExecutionMode.Balanced, null)]
    [InlineData("council-best-quality", ExecutionMode.BestQuality, null)]
    [InlineData("vendor/beta", ExecutionMode.Direct, "vendor/beta")]
    public async Task A_model_name_is_a_mode_of_the_council_or_one_model(string name, ExecutionMode mode, string? model)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        await server.PostAsync("/v1/chat/completions", Ask.Replace("council-balanced", name, StringComparison.Ordinal));

        Assert.Equal(mode, server.Council.Only.Asked.Mode);
        Assert.Equal(model is null ? [] : [model], server.Council.Only.Asked.Models);
        Assert.False(server.Council.Only.Asked.Background);
    }

    [Fact]
    public async Task Messages_and_generation_options_reach_the_request()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        var response = await server.PostAsync("/v1/chat/completions", """
            {"model":"alpha","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]},
             {"role":"assistant","content":"three"},{"role":"user","content":"four"}],
             "temperature":0.5,"top_p":0.9,"frequency_penalty":-1,"presence_penalty":1,"seed":7,"stop":"END","max_tokens":10,"max_completion_tokens":20,
             "response_format":{"type":"json_object"},"user":"u","metadata":{"a":"b"},"store":false,"n":1,"modalities":["text"],"logprobs":false,
             "tools":[],"tool_choice":"none","logit_bias":{},"reasoning_effort":"low"}
            """, ("X-Council-Tenant", "team"));

        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        var asked = server.Council.Only.Asked;
        Assert.Equal(
            [new ChatTurn("system", "Be brief."), new ChatTurn("user", "one\ntwo"), new ChatTurn("assistant", "three"), new ChatTurn("user", "four")],
            asked.Messages);
        Assert.Equal(
            new GenerationOptions
            {
                Temperature = 0.5, TopP = 0.9, FrequencyPenalty = -1, PresencePenalty = 1, Seed = 7, MaxOutputTokens = 20,
                ResponseFormat = """{"type":"json_object"}""",
            },
            asked.Generation with { Stop = null });
        Assert.Equal(["END"], asked.Generation.Stop);
        Assert.Equal("b", asked.Metadata["a"]);
        Assert.Equal("team", asked.Tenant);
    }

    [Theory]
    [InlineData("deadline_exceeded", 504)]
    [InlineData("cost_limit", 402)]
    [InlineData("no_usable_answer", 502)]
    [InlineData("worker_lost", 502)]
    [InlineData("no_model", 503)]
    public async Task A_request_that_failed_answers_by_its_code_and_tells_clients_not_to_pay_again(string code, int status)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Fail(code);

        var response = await server.PostAsync("/v1/chat/completions", Ask);

        Assert.Equal("false", response.Header("x-should-retry"));
        Assert.Equal(server.Council.Only.Id.ToString(), response.Header("x-request-id"));
        await response.AssertOpenAiErrorAsync((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task A_request_that_was_cancelled_elsewhere_answers_499()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Cancel();

        await (await server.PostAsync("/v1/chat/completions", Ask)).AssertOpenAiErrorAsync((HttpStatusCode)499, "cancelled");
    }

    [Theory]
    [InlineData("tools", """[{"type":"function"}]""", "tools")]
    [InlineData("functions", """[{"name":"f"}]""", "functions")]
    [InlineData("tool_choice", "\"auto\"", "tool_choice")]
    [InlineData("function_call", """{"name":"f"}""", "function_call")]
    [InlineData("n", "2", "n")]
    [InlineData("logprobs", "true", "logprobs")]
    [InlineData("top_logprobs", "3", "top_logprobs")]
    [InlineData("logit_bias", """{"5":1}""", "logit_bias")]
    [InlineData("audio", """{"voice":"x"}""", "audio")]
    [InlineData("modalities", """["text","audio"]""", "modalities")]
    public async Task A_parameter_that_is_not_built_is_refused_by_its_name(string name, string value, string param)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.PostAsync("/v1/chat/completions", Ask[..^1] + $",\"{name}\":{value}}}");

        await response.AssertOpenAiErrorAsync(HttpStatusCode.BadRequest, "unsupported_parameter", param);
        Assert.Empty(server.Council.Requests);
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"1","content":"x"}""", "messages[0].role")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{}]}""", "messages[0].tool_calls")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:"}}]}""", "messages[0].content[1]")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio"}]}""", "messages[0].content[0]")]
    [InlineData("""{"role":"user","content":[{"type":"file"}]}""", "messages[0].content[0]")]
    public async Task A_message_that_is_not_text_is_refused_by_its_path(string message, string param)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.PostAsync("/v1/chat/completions", $$"""{"model":"alpha","messages":[{{message}}]}""");

        await response.AssertOpenAiErrorAsync(HttpStatusCode.BadRequest, "unsupported_parameter", param);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "missing_field", "model")]
    [InlineData("""{"model":"alpha"}""", "missing_field", "messages")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":" "}]}""", "empty_prompt", "messages")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":null}]}""", "missing_field", "messages[0]")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"temperature":3}""", "invalid_value", "temperature")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "invalid_value", "max_tokens")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"max_tokens":1.5}""", "invalid_value", "max_tokens")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"stop":["a","b","c","d","e"]}""", "invalid_value", "stop")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", "invalid_value", "response_format.type")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"x"}],"stream":"yes"}""", "wrong_type", "stream")]
    [InlineData("""{"model":"alpha","messages":[{"role":"user","content":"\ud800"}]}""", "invalid_text", "messages[0].content")]
    [InlineData("""{"model":"alpha","model":"alpha"}""", "duplicate_key", "model")]
    [InlineData("""{"model":""", "invalid_json", "model")]
    public async Task Bad_input_is_refused_by_its_path(string body, string code, string param)
    {
        await using var server = await ApiServer.StartAsync();

        await (await server.PostAsync("/v1/chat/completions", body)).AssertOpenAiErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task An_unknown_model_a_wrong_type_and_a_large_body_have_openais_statuses()
    {
        await using var server = await ApiServer.StartAsync();
        using var form = new StringContent("model=alpha", null, "application/x-www-form-urlencoded");

        await (await server.PostAsync("/v1/chat/completions", Ask.Replace("council-balanced", "nobody", StringComparison.Ordinal)))
            .AssertOpenAiErrorAsync(HttpStatusCode.NotFound, "model_not_found", "model");
        await (await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", form))
            .AssertOpenAiErrorAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "Content-Type");
        await (await server.PostAsync("/v1/chat/completions", new string(' ', 5 * 1024 * 1024)))
            .AssertOpenAiErrorAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    [Fact]
    public async Task A_journal_that_is_gone_answers_503_and_may_be_retried()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.Refusal = new AiCouncil.Journal.JournalUnavailableException("gone");

        var response = await server.PostAsync("/v1/chat/completions", Ask);

        Assert.Equal("1", response.Header("Retry-After"));
        Assert.Equal("", response.Header("x-should-retry"));
        await response.AssertOpenAiErrorAsync(HttpStatusCode.ServiceUnavailable, "journal_unavailable");
    }
}
