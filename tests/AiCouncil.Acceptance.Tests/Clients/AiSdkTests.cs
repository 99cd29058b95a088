using System.Text.Json;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>The npm packages ai and @ai-sdk/openai-compatible against a real server.</summary>
public sealed class AiSdkTests(ClientWorld world)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_generated()
    {
        var result = await RunAsync("generate");

        Assert.StartsWith("[simulated]", result.Text("text"), StringComparison.Ordinal);
        Assert.Equal("stop", result.Text("finish"));
        Assert.True(result.GetProperty("usage").GetProperty("totalTokens").GetInt64() > 0);
    }

    [Fact]
    public async Task An_unknown_model_is_an_error_at_once()
    {
        var result = await RunAsync("refusal");

        Assert.Equal(404, result.GetProperty("error").GetProperty("status").GetInt32());
        Assert.Single(result.GetProperty("sent").EnumerateArray());
    }

    /// <summary>This client reads no x-should-retry and sends a 502 twice more: it is told of the same failure, and pays once.</summary>
    [Fact]
    public async Task A_request_that_failed_is_an_error_after_the_clients_own_retries()
    {
        var result = await RunAsync("failure");

        Assert.Equal(502, result.GetProperty("error").GetProperty("status").GetInt32());
        Assert.Equal(3, result.GetProperty("sent").GetArrayLength());
        Assert.Single(await (await world.ServerAsync()).RequestsOfAsync("ai-failure", Ct));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("stream-mock")]
    public async Task A_stream_brings_the_whole_text_its_end_and_its_usage(string scenario)
    {
        var result = await RunAsync(scenario);

        Assert.Equal(JsonValueKind.Null, result.GetProperty("reported").ValueKind);
        Assert.Equal(result.GetProperty("text").Text("value"), string.Concat(result.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString())));
        Assert.Equal("stop", result.GetProperty("finish").Text("value"));
        Assert.True(result.GetProperty("usage").GetProperty("value").GetProperty("outputTokens").GetInt64() > 0);
        Assert.True(scenario != "stream" || result.GetProperty("lastMs").GetInt32() - result.GetProperty("firstMs").GetInt32() >= 500, result.ToString());
    }

    /// <summary>
    /// streamText never throws out of its stream: it reports the error to onError and as a part. The text so far is then the value
    /// of its promise, and the finish reason says "error".
    /// </summary>
    [Fact]
    public async Task A_stream_that_breaks_off_is_reported_and_finishes_as_an_error()
    {
        var result = await RunAsync("stream-cut");

        Assert.NotEmpty(result.GetProperty("pieces").EnumerateArray());
        Assert.Equal(JsonValueKind.Object, result.GetProperty("reported").ValueKind);
        Assert.Contains("error", result.GetProperty("parts").EnumerateArray().Select(part => part.GetString()));
        Assert.NotEqual("stop", result.GetProperty("finish").TryGetProperty("value", out var reason) ? reason.GetString() : "rejected");
    }

    private Task<JsonElement> RunAsync(string scenario) => world.RunAsync("ai-sdk.mjs", scenario, Ct);
}
