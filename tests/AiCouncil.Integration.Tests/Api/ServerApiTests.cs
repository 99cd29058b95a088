using System.Net;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class ServerApiTests
{
    [Fact]
    public async Task Health_says_ready_until_the_server_drains_and_then_takes_nothing_new()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Head, "/readyz", null)).StatusCode);
        Assert.Equal("ok", (await (await server.GetAsync("/health")).JsonAsync()).GetProperty("status").GetString());

        server.Drain.Begin();

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("/health")).StatusCode);
        await (await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""")).AssertProblemAsync(HttpStatusCode.ServiceUnavailable, "draining");
        await (await server.PostAsync("/v1/chat/completions", "{}")).AssertOpenAiErrorAsync(HttpStatusCode.ServiceUnavailable, "draining");
    }

    [Fact]
    public async Task A_drain_waits_for_the_responses_that_were_open_when_it_began()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.True(server.Drain.Enter());
        server.Drain.Begin();
        Assert.False(server.Drain.Answered.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/livez")).StatusCode); // came later: nobody waits for it
        Assert.False(server.Drain.Answered.IsCompleted);
        server.Drain.Leave();
        Assert.True(server.Drain.Answered.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Status_tells_what_the_server_is_what_waits_and_what_was_ignored()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("ok");
        await server.PostAsync("/v1/chat/completions", """{"model":"alpha","messages":[{"role":"user","content":"x"}],"verbosity":"low"}""");
        server.Clock.Advance(TimeSpan.FromSeconds(90));

        var status = await (await server.GetAsync("/api/v1/status")).JsonAsync();

        Assert.NotEmpty(status.GetProperty("version").GetString()!);
        Assert.Equal(("Sqlite", "InProcess"), (status.GetProperty("journal").GetString(), status.GetProperty("transport").GetString()));
        Assert.False(status.GetProperty("auth_required").GetBoolean());
        Assert.Empty(status.GetProperty("warnings").EnumerateArray());
        Assert.True(status.GetProperty("simulated").GetBoolean());
        Assert.Equal(3, status.GetProperty("backlog")[0].GetProperty("ready").GetInt32());
        Assert.Equal(90, status.GetProperty("uptime_s").GetInt64());
        Assert.Equal(1, status.GetProperty("ignored_fields").GetProperty("verbosity").GetInt64());
    }

    [Fact]
    public async Task A_journal_that_is_gone_is_said_by_status_and_health_and_not_by_livez()
    {
        await using var server = await ApiServer.StartAsync();
        server.Journal.Unavailable = true;

        Assert.False((await (await server.GetAsync("/api/v1/status")).JsonAsync()).GetProperty("journal_available").GetBoolean());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/livez")).StatusCode);
    }

    [Fact]
    public async Task Nodes_and_queues_are_lists_with_the_fields_that_scripts_rely_on()
    {
        await using var server = await ApiServer.StartAsync();

        var nodes = await (await server.GetAsync("/api/v1/nodes")).JsonAsync();
        var queues = await (await server.GetAsync("/api/v1/queues")).JsonAsync();

        Assert.Equal(["id", "role", "state", "pools", "slots", "in_flight", "last_seen"], nodes.GetProperty("data")[1].EnumerateObject().Select(it => it.Name));
        Assert.Equal(
            ["pool", "ready", "in_flight", "published", "oldest_age_ms", "slots", "workers"], queues.GetProperty("data")[0].EnumerateObject().Select(it => it.Name));
        Assert.Equal((4, true), (queues.GetProperty("unparseable").GetInt32(), queues.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null));
    }

    [Fact]
    public async Task A_redrive_names_its_pool_and_an_unknown_pool_is_not_found()
    {
        await using var server = await ApiServer.StartAsync();

        var redriven = await (await server.PostAsync("/api/v1/queues/default/redrive", "")).JsonAsync();

        Assert.Equal(("default", 3, 4), (redriven.GetProperty("pool").GetString(), redriven.GetProperty("ready").GetInt32(), redriven.GetProperty("unparseable").GetInt32()));
        await (await server.PostAsync("/api/v1/queues/nowhere/redrive", "")).AssertProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_transport_that_is_away_is_said_by_status()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.True((await (await server.GetAsync("/api/v1/status")).JsonAsync()).GetProperty("transport_available").GetBoolean());

        server.Operations.TransportAway = true;

        Assert.False((await (await server.GetAsync("/api/v1/status")).JsonAsync()).GetProperty("transport_available").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).StatusCode); // requests are accepted
    }

    [Fact]
    public async Task Models_are_listed_on_both_surfaces()
    {
        await using var server = await ApiServer.StartAsync();

        var native = await (await server.GetAsync("/api/v1/models")).JsonAsync();
        var openAi = await (await server.GetAsync("/v1/models")).JsonAsync();
        var one = await (await server.GetAsync("/v1/models/vendor/beta")).JsonAsync();

        Assert.Equal(["alpha", "vendor/beta"], native.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        Assert.Equal(
            ["council-fast", "council-balanced", "council-best-quality", "alpha", "vendor/beta"],
            openAi.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal(("vendor/beta", "model", "simulated"), (one.GetProperty("id").GetString(), one.GetProperty("object").GetString(), one.GetProperty("owned_by").GetString()));
        await (await server.GetAsync("/v1/models/nobody")).AssertOpenAiErrorAsync(HttpStatusCode.NotFound, "model_not_found", "model");
    }

    [Theory]
    [InlineData("GET", "/openapi/v1.json", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/metrics", 404)]
    [InlineData("POST", "/mcp", 404)]
    [InlineData("GET", "/api/v1/nodes", 404)]
    [InlineData("GET", "/api/v1/requests/not-an-id", 404)]
    [InlineData("PUT", "/api/v1/requests", 405)]
    public async Task What_is_not_there_answers_with_a_problem(string method, string path, int status)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(new HttpMethod(method), path, null);

        await response.AssertProblemAsync((HttpStatusCode)status, status == 404 ? "not_found" : "method_not_allowed");
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("POST", "/v1/responses", 404)]
    [InlineData("POST", "/v1/embeddings", 404)]
    [InlineData("GET", "/v1/chat/completions", 405)]
    public async Task What_is_not_there_under_v1_answers_with_an_openai_error(string method, string path, int status)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(new HttpMethod(method), path, null);

        await response.AssertOpenAiErrorAsync((HttpStatusCode)status, status == 404 ? "not_found" : "method_not_allowed");
    }

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.1:8080", 403)]
    [InlineData("localhost:1", 200)]
    [InlineData("council.localhost", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("127.9.9.9", 200)]
    public async Task A_name_that_was_rebound_to_loopback_is_refused(string host, int status)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.GetAsync("/api/v1/models", ("Host", host));

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403)
        {
            await response.AssertProblemAsync(HttpStatusCode.Forbidden, "host_not_allowed", "Host");
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 202)]
    [InlineData("Sec-Fetch-Site", "none", 202)]
    public async Task A_page_of_another_origin_may_not_post(string header, string value, int status)
    {
        await using var server = await ApiServer.StartAsync();

        var native = await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""", (header, value));

        Assert.Equal(status, (int)native.StatusCode);
        if (status == 403)
        {
            await native.AssertProblemAsync(HttpStatusCode.Forbidden, "cross_site_request", header);
            await (await server.PostAsync("/v1/chat/completions", "{}", (header, value)))
                .AssertOpenAiErrorAsync(HttpStatusCode.Forbidden, "cross_site_request", header);
            Assert.Empty(server.Council.Requests);
        }
    }

    [Fact]
    public async Task A_page_of_the_servers_own_origin_may_post()
    {
        await using var server = await ApiServer.StartAsync();
        var origin = server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

        var response = await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""", ("Origin", origin), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_bug_answers_500_in_the_surfaces_words_without_its_text_and_is_logged()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.Refusal = new InvalidOperationException("inner secret");

        var native = await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");
        var openAi = await server.PostAsync("/v1/chat/completions", """{"model":"alpha","messages":[{"role":"user","content":"x"}]}""");

        Assert.DoesNotContain("inner secret", await native.TextAsync(), StringComparison.Ordinal);
        await native.AssertProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
        await openAi.AssertOpenAiErrorAsync(HttpStatusCode.InternalServerError, "internal_error");
        Assert.Contains(server.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_log_line_at_any_level_holds_a_prompt_or_an_answer()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("answer-canary");

        await server.PostAsync("/api/v1/requests", """{"prompt":"prompt-canary"}""");
        await server.PostAsync("/api/v1/requests", """{"prompt":"prompt-canary","mode":"prompt-canary"}""");
        await (await server.PostAsync("/v1/chat/completions", """{"model":"alpha","stream":true,"messages":[{"role":"user","content":"prompt-canary"}]}""")).TextAsync();

        Assert.NotEmpty(server.Log.Lines);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }
}
