using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Http;

/// <summary>Bodies that no client should send: a status, a code and the field at fault, and nothing is stored.</summary>
public sealed class BadBodyTests(SimulatedServer server) : IClassFixture<SimulatedServer>
{
    [Theory]
    [InlineData("prompt", "empty_prompt", """{"prompt":" \n "}""")]
    [InlineData("prompt", "invalid_text", """{"prompt":"a\u0000b"}""")]
    [InlineData("prompt", "invalid_text", """{"prompt":"\ud800"}""")]
    [InlineData("mode", "invalid_value", """{"prompt":"x","mode":"quick"}""")]
    [InlineData("models[0]", "model_not_found", """{"prompt":"x","models":["nobody"]}""")]
    [InlineData("max_cost_usd", "invalid_value", """{"prompt":"x","max_cost_usd":-1}""")]
    [InlineData("max_cost_usd", "wrong_type", """{"prompt":"x","max_cost_usd":"NaN"}""")]
    [InlineData("timeout_s", "invalid_value", """{"prompt":"x","timeout_s":-5}""")]
    [InlineData("prompt", "duplicate_key", """{"prompt":"x","prompt":"y"}""")]
    [InlineData("max_cost", "unknown_field", """{"prompt":"x","max_cost":1}""")]
    [InlineData("prompt", "invalid_json", """{"prompt":"x" """)]
    public Task A_native_request(string field, string code, string body) => RefusedAsync(HttpStatusCode.BadRequest, field, code, Encoding.UTF8.GetBytes(body));

    [Fact]
    public async Task Bytes_depth_and_size_have_their_limits()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "body", "invalid_utf8", [.. "{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        await RefusedAsync(HttpStatusCode.BadRequest, "prompt", "nested_too_deep", Encoding.UTF8.GetBytes("{\"prompt\":" + new string('[', 10_000) + new string(']', 10_000) + "}"));
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, null, "payload_too_large", Encoding.UTF8.GetBytes("{\"prompt\":\"" + new string('a', 5 * 1024 * 1024) + "\"}"));
    }

    [Fact]
    public async Task An_open_server_says_so_at_start() => await server.Process.SaidAsync("warning: Council:Auth:Required is false");

    private async Task RefusedAsync(HttpStatusCode status, string? field, string code, byte[] body)
    {
        using var response = await server.Process.Client.PostAsync(
            new Uri("/api/v1/requests", UriKind.Relative), Json.Content(body), TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((status, code, field), (response.StatusCode, problem["code"]!.GetValue<string>(), problem["field"]?.GetValue<string>()));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("", problem["detail"]!.GetValue<string>());
        Assert.Empty((await server.Process.GetAsync("/api/v1/requests"))["data"]!.AsArray());
    }
}
