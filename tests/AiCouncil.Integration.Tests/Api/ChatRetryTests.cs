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
        await UntilAsync(() => server.Council.Requests.Count == 2 && request.Watchers == 2);

        request.Complete("one answer");
        server.Council.Requests.Single(one => one != request).Complete("another tenant's");

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
        await UntilAsync(() => request.Watchers > 0);
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
        await UntilAsync(() => server.Log.Lines.Any(line => line.Contains("left before", StringComparison.Ordinal)));
        return request;
    }

    private static async Task<string?> Content(HttpResponseMessage response) =>
        (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    /// <summary>For what the server gives no signal of.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(2, patience.Token);
        }
    }
}
