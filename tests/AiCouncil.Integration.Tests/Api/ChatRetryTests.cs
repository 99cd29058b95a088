using System.Net;
using System.Text;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class ChatRetryTests
{
    private const string Ask = """{"model":"council-fast","messages":[{"role":"user","content":"hi"}]}""";
    private static readonly (string, string) Retry = ("x-stainless-retry-count", "1");

    [Fact]
    public async Task A_clients_own_retry_joins_the_running_request()
    {
        await using var server = await ApiServer.StartAsync();
        var first = server.PostAsync("/v1/chat/completions", Ask, ("x-stainless-retry-count", "0"));
        var request = await server.WatchedRequestAsync();
        var second = server.PostAsync("/v1/chat/completions", Ask, Retry);
        var other = server.PostAsync("/v1/chat/completions", Ask, Retry, ("X-Council-Tenant", "other"));
        await request.WatchedBy(2);

        request.Complete("one answer");
        (await server.RequestAsync(2)).Complete("another tenant's");

        Assert.Equal(await Content(await first), await Content(await second));
        Assert.Equal("another tenant's", await Content(await other));
        Assert.Equal(2, server.Council.Requests.Count);
    }

    [Fact]
    public async Task The_same_body_without_a_retry_count_is_a_new_request()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        await server.PostAsync("/v1/chat/completions", Ask);
        await server.PostAsync("/v1/chat/completions", Ask);

        Assert.Equal(2, server.Council.Requests.Count);
    }

    [Fact]
    public async Task A_retry_after_the_answer_was_delivered_is_a_new_request()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        await (await server.PostAsync("/v1/chat/completions", Ask)).TextAsync();
        await (await server.PostAsync("/v1/chat/completions", Ask, Retry)).TextAsync();

        Assert.Equal(2, server.Council.Requests.Count);
    }

    [Fact]
    public async Task The_same_idempotency_key_joins_and_another_body_is_422()
    {
        await using var server = await ApiServer.StartAsync();
        var first = server.PostAsync("/v1/chat/completions", Ask, ("Idempotency-Key", "k"));
        var request = await server.WatchedRequestAsync();
        var second = server.PostAsync("/v1/chat/completions", Ask, ("Idempotency-Key", "k"));
        request.Complete("joined");

        Assert.Equal("joined", await Content(await first));
        Assert.Equal("joined", await Content(await second));
        Assert.Single(server.Council.Requests);
        await (await server.PostAsync("/v1/chat/completions", Ask.Replace("hi", "ho", StringComparison.Ordinal), ("Idempotency-Key", "k")))
            .AssertOpenAiErrorAsync(HttpStatusCode.UnprocessableEntity, "idempotency_conflict", "Idempotency-Key");
    }

    [Fact]
    public async Task A_refusal_is_not_joined_by_the_retry_that_follows()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.Refusal = new AiCouncil.Journal.JournalUnavailableException("gone");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/v1/chat/completions", Ask)).StatusCode);
        server.Council.Refusal = null;
        server.Council.OnSubmit = request => request.Complete("ok");

        Assert.Equal("ok", await Content(await server.PostAsync("/v1/chat/completions", Ask, Retry)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_whose_client_is_gone_is_cancelled_after_15_seconds(bool stream)
    {
        await using var server = await ApiServer.StartAsync();
        var request = await LeaveAsync(server, stream ? Ask[..^1] + ",\"stream\":true}" : Ask);
        Assert.False(request.Ended);
        var start = server.Clock.GetUtcNow();

        await server.AdvanceUntilAsync(request.Cancelled.Task);

        Assert.True(server.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_client_that_comes_back_in_time_keeps_its_request()
    {
        await using var server = await ApiServer.StartAsync();
        var request = await LeaveAsync(server, Ask);
        var back = server.PostAsync("/v1/chat/completions", Ask, Retry);
        await request.WatchedBy(1);
        server.Clock.Advance(TimeSpan.FromSeconds(16));
        server.Clock.Advance(TimeSpan.FromSeconds(16));

        Assert.False(request.Ended);
        request.Complete("still here");

        Assert.Equal("still here", await Content(await back));
        Assert.Single(server.Council.Requests);
    }

    [Fact]
    public async Task A_request_that_ended_unread_is_joined_for_ten_minutes()
    {
        await using var server = await ApiServer.StartAsync();
        var request = await LeaveAsync(server, Ask);
        request.Complete("unread");
        server.Clock.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal("unread", await Content(await server.PostAsync("/v1/chat/completions", Ask, Retry)));
        Assert.Single(server.Council.Requests);
    }

    [Fact]
    public async Task A_retry_that_streams_joins_and_gets_the_whole_answer()
    {
        await using var server = await ApiServer.StartAsync();
        var ask = Ask[..^1] + ",\"stream\":true}";
        var request = await LeaveAsync(server, ask);
        request.Delta(4, "lost beginning");
        request.Complete("the whole answer");

        var text = await (await server.PostAsync("/v1/chat/completions", ask, Retry)).TextAsync();

        Assert.Contains("\"content\":\"the whole answer\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Single(server.Council.Requests);
    }

    [Fact]
    public async Task A_chat_client_that_joined_a_native_request_does_not_cancel_it_by_leaving()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""", ("Idempotency-Key", "k"));
        var request = server.Council.Only;
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent(Ask, Encoding.UTF8, "application/json");
        var answer = server.SendAsync(HttpMethod.Post, "/v1/chat/completions", content, leaving.Token, ("Idempotency-Key", "k"));
        await request.Watched.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await request.Unwatched;

        server.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("left before", StringComparison.Ordinal));
        Assert.False(request.Ended);
    }

    [Fact]
    public async Task After_ten_minutes_a_retry_is_a_new_request()
    {
        await using var server = await ApiServer.StartAsync();
        (await LeaveAsync(server, Ask)).Complete("unread");
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        server.Council.OnSubmit = request => request.Complete("new");

        Assert.Equal("new", await Content(await server.PostAsync("/v1/chat/completions", Ask, Retry)));
    }

    /// <summary>These libraries send a 502 again whatever it says, and count nothing: the failure is told again, and nobody pays twice.</summary>
    [Theory]
    [InlineData("ai/6.0.325 ai-sdk/openai-compatible/2.0.92 runtime/node.js/20")]
    [InlineData("OpenAI/2.7.0 (.NET 10.0.0; Linux)")]
    public async Task A_library_that_repeats_a_failure_hears_it_again_for_ten_seconds(string library)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Fail("no_usable_answer");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await (await server.PostAsync("/v1/chat/completions", Ask, ("User-Agent", library))).AssertOpenAiErrorAsync(HttpStatusCode.BadGateway, "no_usable_answer");
            server.Clock.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Single(server.Council.Requests);
        await server.PostAsync("/v1/chat/completions", Ask, ("User-Agent", library));
        Assert.Equal(2, server.Council.Requests.Count);
    }

    [Theory]
    [InlineData("curl/8.0", null, "default")]
    [InlineData("OpenAI/JS 6.49.0", "0", "default")]
    [InlineData("OpenAI/JS 6.49.0", "1", "default")]
    [InlineData("OpenAI/2.7.0", null, "other")]
    public async Task Whoever_else_asks_after_a_failure_asks_anew(string library, string? count, string tenant)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Fail("no_usable_answer");
        await server.PostAsync("/v1/chat/completions", Ask, ("User-Agent", "OpenAI/2.7.0"));
        (string, string)[] headers = [("User-Agent", library), ("X-Council-Tenant", tenant), .. count is null ? [] : new[] { ("x-stainless-retry-count", count) }];
        await server.PostAsync("/v1/chat/completions", Ask, headers);

        Assert.Equal(2, server.Council.Requests.Count);
    }

    [Fact]
    public async Task A_library_that_repeats_after_it_hung_up_joins_and_two_that_ask_at_once_remain_two()
    {
        const string Library = "OpenAI/2.7.0";
        await using var server = await ApiServer.StartAsync();
        var request = await LeaveAsync(server, Ask);
        var back = server.PostAsync("/v1/chat/completions", Ask, ("User-Agent", Library));
        await request.WatchedBy(1);
        var beside = server.PostAsync("/v1/chat/completions", Ask, ("User-Agent", Library));
        var second = await server.RequestAsync(2);
        second.Complete("for the second");
        request.Complete("for the first");

        Assert.Equal("for the first", await Content(await back));
        Assert.Equal("for the second", await Content(await beside));
    }

    /// <summary>Asks, leaves before the answer, and returns once the server saw it.</summary>
    private static async Task<FakeRequest> LeaveAsync(ApiServer server, string body)
    {
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = server.SendAsync(HttpMethod.Post, "/v1/chat/completions", content, leaving.Token);
        var request = await server.WatchedRequestAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await request.Unwatched;
        await server.Log.SaidAsync("left before");
        return request;
    }

    private static async Task<string?> Content(HttpResponseMessage response) =>
        (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
}
