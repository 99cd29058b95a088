using System.Net;
using System.Text.Json;
using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class NativeRequestsTests
{
    [Fact]
    public async Task A_request_is_accepted_with_its_place_and_every_field_of_its_body()
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.PostAsync("/api/v1/requests", """
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Why?"}],"mode":"best-quality","models":["alpha"],
             "priority":"high","max_cost_usd":0.25,"timeout_s":90,"metadata":{"team":"a"}}
            """);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var asked = server.Council.Only;
        var body = await response.JsonAsync();
        Assert.Equal(asked.Id.ToString(), body.GetProperty("id").GetString());
        Assert.Equal("queued", body.GetProperty("status").GetString());
        Assert.Equal($"/api/v1/requests/{asked.Id}", body.GetProperty("url").GetString());
        Assert.Equal($"/api/v1/requests/{asked.Id}", response.Header("Location"));
        Assert.Equal(asked.Id.ToString(), response.Header("x-request-id"));
        Assert.Equal(asked.Id.ToString(), response.Header("x-council-request-id"));
        Assert.Equal(
            (ExecutionMode.BestQuality, Priority.High, Usd.FromDecimal(0.25m), TimeSpan.FromSeconds(90), "default", true),
            (asked.Asked.Mode, asked.Asked.Priority, asked.Asked.MaxCost, asked.Asked.Timeout, asked.Asked.Tenant, asked.Asked.Background));
        Assert.Equal([new ChatTurn("system", "Be brief."), new ChatTurn("user", "Why?")], asked.Asked.Messages);
        Assert.Equal(["alpha"], asked.Asked.Models);
        Assert.Equal("a", asked.Asked.Metadata["team"]);
    }

    [Fact]
    public async Task Prefer_wait_answers_with_the_answer_when_it_comes_in_time()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""", ("Prefer", "respond-async, wait=20"));
        (await server.WatchedRequestAsync()).Complete("Hello");

        var response = await answer;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("wait=20", response.Header("Preference-Applied"));
        Assert.Equal("Hello", (await response.JsonAsync()).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Prefer_wait_answers_202_when_the_time_is_over_and_the_request_runs_on()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""", ("Prefer", "wait=20"));
        await server.WatchedRequestAsync();

        var response = await server.AdvanceUntilAsync(answer);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("wait=20", response.Header("Preference-Applied"));
        Assert.False(server.Council.Only.Ended);
    }

    [Theory]
    [InlineData("wait=100000", "wait=600")]
    [InlineData("wait=soon", "")]
    [InlineData("return=minimal", "")]
    public async Task A_wait_is_cut_at_600_seconds_and_one_that_cannot_be_read_is_ignored(string prefer, string applied)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");

        var response = await server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""", ("Prefer", prefer));

        Assert.Equal(applied, response.Header("Preference-Applied"));
    }

    [Fact]
    public async Task A_client_that_stops_waiting_does_not_cancel_a_native_request()
    {
        await using var server = await ApiServer.StartAsync();
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent("""{"prompt":"hi"}""", null, "application/json");
        var answer = server.SendAsync(HttpMethod.Post, "/api/v1/requests", content, leaving.Token, ("Prefer", "wait=300"));
        var request = await server.WatchedRequestAsync();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await request.Unwatched;
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(request.Ended);
    }

    [Fact]
    public async Task The_same_idempotency_key_and_body_join_and_another_body_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        var first = await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""", ("Idempotency-Key", "k"));
        var second = await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""", ("Idempotency-Key", "k"));
        var other = await server.PostAsync("/api/v1/requests", """{"prompt":"two"}""", ("Idempotency-Key", "k"));

        Assert.Equal((await first.JsonAsync()).GetProperty("id").GetString(), (await second.JsonAsync()).GetProperty("id").GetString());
        await other.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_conflict", "Idempotency-Key");
    }

    [Fact]
    public async Task An_idempotency_key_that_is_empty_or_too_long_is_refused()
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""", ("Idempotency-Key", new string('k', 256)));

        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", "Idempotency-Key");
    }

    [Fact]
    public async Task Another_tenants_request_is_not_found_by_any_verb()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"mine"}""", ("X-Council-Tenant", "team-a"));
        var url = $"/api/v1/requests/{server.Council.Only.Id}";

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, url), (HttpMethod.Get, url + "/details"), (HttpMethod.Get, url + "/events"), (HttpMethod.Post, url + "/cancel"),
            (HttpMethod.Post, url + "/replay"), (HttpMethod.Delete, url),
        })
        {
            var response = await server.SendAsync(method, path, null, ("X-Council-Tenant", "team-b"));
            await response.AssertProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(url, ("X-Council-Tenant", "team-a"))).StatusCode);
    }

    [Theory]
    [InlineData("Team")]
    [InlineData("a b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_tenant_outside_its_alphabet_is_refused(string tenant)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.GetAsync("/api/v1/requests", ("X-Council-Tenant", tenant));

        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", "X-Council-Tenant");
    }

    [Fact]
    public async Task The_list_filters_and_continues()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""");

        var response = await server.GetAsync("/api/v1/requests?state=in_progress&cursor=abc&limit=7");

        var body = await response.JsonAsync();
        Assert.Equal("one", body.GetProperty("data")[0].GetProperty("prompt").GetString());
        Assert.Equal("next-page", body.GetProperty("next").GetString());
        Assert.Equal(new RequestQuery { Tenant = "default", State = RequestState.InProgress, Cursor = "abc", Limit = 7 }, server.Council.LastQuery);
    }

    [Theory]
    [InlineData("state=done", "state")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    public async Task A_query_parameter_that_cannot_be_read_is_named(string query, string field)
    {
        await using var server = await ApiServer.StartAsync();

        await (await server.GetAsync("/api/v1/requests?" + query)).AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", field);
    }

    [Fact]
    public async Task A_request_is_read_with_its_details_cancelled_once_replayed_and_deleted()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""");
        var id = server.Council.Only.Id;
        var url = $"/api/v1/requests/{id}";

        Assert.Equal("in_progress", (await (await server.GetAsync(url)).JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Array, (await (await server.GetAsync(url + "/details")).JsonAsync()).GetProperty("calls").ValueKind);
        await (await server.SendAsync(HttpMethod.Delete, url, null)).AssertProblemAsync(HttpStatusCode.Conflict, "still_running");
        Assert.Equal("cancelled", (await (await server.PostAsync(url + "/cancel", "")).JsonAsync()).GetProperty("status").GetString());
        await (await server.PostAsync(url + "/cancel", "")).AssertProblemAsync(HttpStatusCode.Conflict, "already_ended");
        await (await server.PostAsync(url + "/replay?fresh=maybe", "")).AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", "fresh");
        var replay = await server.PostAsync(url + "/replay?fresh=true", "");
        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
        Assert.True(server.Council.LastFresh);
        Assert.NotEqual(url, replay.Header("Location"));
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync(HttpMethod.Delete, url, null)).StatusCode);
        await (await server.GetAsync(url)).AssertProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_estimate_and_an_analysis_are_answered_and_nothing_is_submitted()
    {
        await using var server = await ApiServer.StartAsync();

        var estimate = await (await server.PostAsync("/api/v1/estimate", """{"prompt":"hi","mode":"fast"}""")).JsonAsync();
        var analysis = await (await server.PostAsync("/api/v1/analyze", """{"prompt":"hi"}""")).JsonAsync();

        Assert.Equal("fast", estimate.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, estimate.GetProperty("cost").GetProperty("high").ValueKind);
        Assert.Equal("short_fact", analysis.GetProperty("answer_type").GetString());
        Assert.Empty(server.Council.Requests);
    }

    [Fact]
    public async Task A_journal_that_is_gone_answers_503_with_retry_after()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.Refusal = new JournalUnavailableException("gone");

        var response = await server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""");

        Assert.Equal("1", response.Header("Retry-After"));
        await response.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, "journal_unavailable");
    }
}
