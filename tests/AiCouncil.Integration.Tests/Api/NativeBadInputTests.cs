using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class NativeBadInputTests
{
    [Theory]
    [InlineData("""{"prompt":""}""", "empty_prompt", "prompt")]
    [InlineData("""{"prompt":" \n\t "}""", "empty_prompt", "prompt")]
    [InlineData("""{}""", "missing_field", "prompt")]
    [InlineData("""{"prompt":null}""", "missing_field", "prompt")]
    [InlineData("""{"prompt":5}""", "wrong_type", "prompt")]
    [InlineData("""{"prompt":"x","messages":[]}""", "invalid_value", "messages")]
    [InlineData("""{"messages":[]}""", "empty_prompt", "messages")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "missing_field", "messages[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"x"},{"role":"robot","content":"x"}]}""", "invalid_value", "messages[1].role")]
    [InlineData("""{"messages":[{"role":"user","content":["x"]}]}""", "wrong_type", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"x","name":"y"}]}""", "unknown_field", "messages[0].name")]
    [InlineData("""{"prompt":"x","mode":"clever"}""", "invalid_value", "mode")]
    [InlineData("""{"prompt":"x","mode":"direct"}""", "invalid_value", "models")]
    [InlineData("""{"prompt":"x","models":["alpha","nobody"]}""", "model_not_found", "models[1]")]
    [InlineData("""{"prompt":"x","models":"alpha"}""", "wrong_type", "models")]
    [InlineData("""{"prompt":"x","priority":"urgent"}""", "invalid_value", "priority")]
    [InlineData("""{"prompt":"x","max_cost_usd":-0.01}""", "invalid_value", "max_cost_usd")]
    [InlineData("""{"prompt":"x","max_cost_usd":1e400}""", "invalid_value", "max_cost_usd")]
    [InlineData("""{"prompt":"x","max_cost_usd":"NaN"}""", "wrong_type", "max_cost_usd")]
    [InlineData("""{"prompt":"x","max_cost_usd":NaN}""", "invalid_json", "max_cost_usd")]
    [InlineData("""{"prompt":"x","max_cost":1}""", "unknown_field", "max_cost")]
    [InlineData("""{"prompt":"x","timeout_s":-5}""", "invalid_value", "timeout_s")]
    [InlineData("""{"prompt":"x","timeout_s":86401}""", "invalid_value", "timeout_s")]
    [InlineData("""{"prompt":"x","timeout_s":"soon"}""", "wrong_type", "timeout_s")]
    [InlineData("""{"prompt":"x","metadata":{"a":1}}""", "wrong_type", "metadata.a")]
    [InlineData("""{"prompt":"x","metadata":{"":"b"}}""", "invalid_value", "metadata")]
    [InlineData("""{"prompt":"a\u0000b"}""", "invalid_text", "prompt")]
    [InlineData("""{"prompt":"a\ud800b"}""", "invalid_text", "prompt")]
    [InlineData("""{"messages":[{"role":"user","content":"\udc00"}]}""", "invalid_text", "messages[0].content")]
    [InlineData("""{"prompt":"x","metadata":{"k\ud800":"v"}}""", "invalid_text", "metadata")]
    [InlineData("""{"prompt":"x","prompt":"y"}""", "duplicate_key", "prompt")]
    [InlineData("""{"prompt":"x","metadata":{"a":"1","\u0061":"2"}}""", "duplicate_key", "metadata.a")]
    [InlineData("""{"prompt":"x",""", "invalid_json", "prompt")]
    [InlineData("""{"prompt":"x"} tail""", "invalid_json", "body")]
    [InlineData("", "invalid_json", "body")]
    [InlineData("null", "wrong_type", "body")]
    [InlineData("""["prompt"]""", "wrong_type", "body")]
    public async Task A_body_that_breaks_a_rule_is_refused_by_the_name_of_the_field(string body, string code, string field)
    {
        await using var server = await ApiServer.StartAsync();

        await (await server.PostAsync("/api/v1/requests", body)).AssertProblemAsync(HttpStatusCode.BadRequest, code, field);

        Assert.Empty(server.Council.Requests);
    }

    [Fact]
    public async Task Ten_thousand_nested_levels_are_refused_by_the_name_of_the_outermost()
    {
        await using var server = await ApiServer.StartAsync();
        var body = """{"prompt":"x","metadata":""" + new string('[', 10_000) + new string(']', 10_000) + "}";

        await (await server.PostAsync("/api/v1/requests", body)).AssertProblemAsync(HttpStatusCode.BadRequest, "nested_too_deep", "metadata");
    }

    [Fact]
    public async Task A_prompt_of_5_MiB_is_too_large_and_the_connection_survives()
    {
        await using var server = await ApiServer.StartAsync();
        var body = $$"""{"prompt":"{{new string('x', 5 * 1024 * 1024)}}"}""";

        await (await server.PostAsync("/api/v1/requests", body)).AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/livez")).StatusCode);
    }

    [Fact]
    public async Task A_prompt_of_3_MiB_is_taken()
    {
        await using var server = await ApiServer.StartAsync();
        var body = $$"""{"prompt":"{{new string('é', 3 * 512 * 1024)}}"}""";

        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/api/v1/requests", body)).StatusCode);
        Assert.Equal(3 * 512 * 1024, server.Council.Only.Asked.Messages[0].Text.Length);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        await using var server = await ApiServer.StartAsync();
        using var content = new ByteArrayContent([.. "{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var response = await server.SendAsync(HttpMethod.Post, "/api/v1/requests", content);

        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_utf8", "body");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type)
    {
        await using var server = await ApiServer.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"prompt":"x"}"""));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        var response = await server.SendAsync(HttpMethod.Post, "/api/v1/requests", content);

        await response.AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "Content-Type");
    }

    [Fact]
    public async Task Seventeen_labels_and_a_label_of_513_characters_are_refused()
    {
        await using var server = await ApiServer.StartAsync();
        var many = string.Join(',', Enumerable.Range(0, 17).Select(n => $"\"k{n}\":\"v\""));

        var labels = await server.PostAsync("/api/v1/requests", "{\"prompt\":\"x\",\"metadata\":{" + many + "}}");
        var length = await server.PostAsync("/api/v1/requests", "{\"prompt\":\"x\",\"metadata\":{\"long\":\"" + new string('v', 513) + "\"}}");

        await labels.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_value", "metadata");
        await length.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_value", "metadata.long");
    }

    [Fact]
    public async Task A_rule_that_only_the_core_knows_keeps_its_field_and_its_code()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.Refusal = new AiCouncil.Requests.InvalidRequestException("timeout_s", "Too short for this mode.", "too_short");

        await (await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""")).AssertProblemAsync(HttpStatusCode.BadRequest, "too_short", "timeout_s");
    }
}
