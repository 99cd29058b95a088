using System.Text.Json;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>The npm package openai, unchanged but for its address, against a real server.</summary>
public sealed class OpenAiNodeTests(ClientWorld world)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_council_answers_a_chat_completion_and_says_how_it_came_to_it()
    {
        var result = await RunAsync("create");

        Assert.StartsWith("[simulated]", result.Text("content"), StringComparison.Ordinal);
        Assert.Equal("stop", result.Text("finish"));
        Assert.True(result.GetProperty("usage").GetProperty("total_tokens").GetInt64() > 0);
        Assert.Equal(result.Text("requestId"), result.GetProperty("council").Text("id"));
        Assert.Equal("best_quality", result.GetProperty("council").Text("mode"));
        Assert.Equal(3, result.GetProperty("council").GetProperty("members").GetArrayLength());
        Assert.Equal([200], Statuses(result));
    }

    [Fact]
    public async Task Models_are_listed_and_found()
    {
        var result = await RunAsync("models");

        var ids = result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ToList();
        Assert.Equal(["council-fast", "council-balanced", "council-best-quality"], ids[..3]);
        Assert.Contains("mock-plain", ids);
        Assert.Equal("council-balanced", result.Text("one"));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("stream-council")]
    [InlineData("stream-mock")]
    public async Task A_stream_brings_the_whole_text_its_end_and_its_usage(string scenario)
    {
        var result = await RunAsync(scenario);

        Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
        Assert.Equal("stop", result.Text("finish"));
        Assert.True(result.GetProperty("usage").GetProperty("completion_tokens").GetInt64() > 0);
        var request = Assert.Single(await (await world.ServerAsync()).RequestsOfAsync($"openai-{scenario}", Ct));
        Assert.Equal(await ContentAsync(request, $"openai-{scenario}"), string.Concat(Pieces(result)));
    }

    [Fact]
    public async Task Text_arrives_while_the_model_still_writes()
    {
        var result = await RunAsync("stream-live"); // a tenant of its own: the other test counts its requests

        Assert.True(Pieces(result).Count >= 5, result.ToString());
        Assert.True(result.GetProperty("lastMs").GetInt32() - result.GetProperty("firstMs").GetInt32() >= 500, result.ToString());
    }

    [Theory]
    [InlineData("model", "NotFoundError", 404, "model_not_found", "model")]
    [InlineData("tools", "BadRequestError", 400, "unsupported_parameter", "tools")]
    [InlineData("n", "BadRequestError", 400, "unsupported_parameter", "n")]
    [InlineData("empty", "BadRequestError", 400, null, "messages")]
    [InlineData("temperature", "BadRequestError", 400, null, "temperature")]
    [InlineData("list", "NotFoundError", 404, "model_not_found", null)]
    public async Task What_is_refused_is_refused_in_the_clients_own_words(string what, string kind, int status, string? code, string? param)
    {
        var result = await RunAsync("refusals");

        var error = result.GetProperty(what);
        Assert.Equal(kind, error.Text("kind"));
        Assert.Equal(status, error.GetProperty("status").GetInt32());
        Assert.True(code is null || code == error.Text("code"), error.ToString());
        Assert.True(param is null || param == error.Text("param"), error.ToString());
        Assert.Equal(6, Statuses(result).Count);
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("stream-fails-early")]
    public async Task A_request_that_failed_is_an_error_and_is_not_paid_for_again_by_a_retry(string scenario)
    {
        var result = await RunAsync(scenario);

        var error = scenario == "failure" ? result : result.GetProperty("error");
        Assert.Equal(("InternalServerError", "no_usable_answer"), (error.Text("kind"), error.Text("code")));
        Assert.Equal([502], Statuses(result));
        Assert.Single(await (await world.ServerAsync()).RequestsOfAsync($"openai-{scenario}", Ct));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_thrown_never_ended()
    {
        var result = await RunAsync("stream-cut");

        Assert.NotEmpty(Pieces(result));
        Assert.StartsWith(string.Concat(Pieces(result)), MockModels.Answer, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("finish").ValueKind);
        Assert.Equal("APIError", result.GetProperty("error").Text("kind"));
        Assert.Equal([200], Statuses(result));
    }

    [Fact]
    public async Task An_idempotency_key_joins_and_another_body_under_it_is_refused()
    {
        var result = await RunAsync("idempotency");

        Assert.Single(result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).Distinct());
        Assert.Equal(("UnprocessableEntityError", "idempotency_conflict"), (result.GetProperty("conflict").Text("kind"), result.GetProperty("conflict").Text("code")));
        Assert.Single(await (await world.ServerAsync()).RequestsOfAsync("openai-idempotency", Ct));
    }

    [Fact]
    public async Task The_clients_own_retry_joins_the_request_that_already_runs()
    {
        var result = await RunAsync("retry");

        Assert.Equal(["0", "1"], result.GetProperty("sent").EnumerateArray().Select(sent => sent.Text("retry")));
        Assert.Equal(result.Text("id"), Assert.Single(await (await world.ServerAsync()).RequestsOfAsync("openai-retry", Ct)).Text("id"));
    }

    [Fact]
    public async Task A_client_that_hangs_up_gets_its_request_cancelled_a_while_later()
    {
        var result = await RunAsync("abort");

        Assert.Equal("APIUserAbortError", result.GetProperty("error").Text("kind"));
        var server = await world.ServerAsync();
        var id = Assert.Single(await server.RequestsOfAsync("openai-abort", Ct)).Text("id");
        Assert.Contains("event: request.cancelled", await server.ReadAsync($"api/v1/requests/{id}/events", "openai-abort", Ct), StringComparison.Ordinal);
    }

    private static List<string> Pieces(JsonElement result) => [.. result.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString()!)];

    private static List<int> Statuses(JsonElement result) =>
        [.. result.GetProperty("sent").EnumerateArray().Select(sent => sent.GetProperty("status").GetInt32())];

    private async Task<string?> ContentAsync(JsonElement request, string tenant) =>
        JsonDocument.Parse(await (await world.ServerAsync()).ReadAsync($"api/v1/requests/{request.Text("id")}", tenant, Ct)).RootElement.Text("content");

    private Task<JsonElement> RunAsync(string scenario) => world.RunAsync("openai.mjs", scenario, Ct);
}
