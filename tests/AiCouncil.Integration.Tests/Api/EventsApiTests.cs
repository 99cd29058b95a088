using System.Net;
using System.Text;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class EventsApiTests
{
    [Fact]
    public async Task The_stream_numbers_logged_events_leaves_live_ones_without_id_and_ends_after_the_last()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request =>
        {
            request.Log("plan.completed", "{ \"subtasks\":\n 1 }");
            request.Delta(0, "line one\nline two");
            request.Complete("done");
        };
        await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");

        var response = await server.GetAsync($"/api/v1/requests/{server.Council.Only.Id}/events");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """
            id: 1
            event: request.created
            data: {"sequence":1,"type":"request.created","at":"1970-01-01T00:00:00+00:00","data":{}}

            id: 2
            event: plan.completed
            data: {"sequence":2,"type":"plan.completed","at":"1970-01-01T00:00:00+00:00","data":{"subtasks":1}}

            event: answer.delta
            data: {"sequence":null,"type":"answer.delta","at":"1970-01-01T00:00:00+00:00","data":{"call":1,"attempt":"1.1","offset":0,"text":"line one\nline two"}}

            id: 3
            event: request.completed
            data: {"sequence":3,"type":"request.completed","at":"1970-01-01T00:00:00+00:00","data":{}}


            """.ReplaceLineEndings("\n"),
            await response.TextAsync());
    }

    [Theory]
    [InlineData("?after=2", null)]
    [InlineData("", "2")]
    [InlineData("?after=0", "2")]
    public async Task The_stream_resumes_after_a_number_and_the_header_wins(string query, string? header)
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request =>
        {
            request.Log("plan.completed");
            request.Complete("done");
        };
        await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");
        var url = $"/api/v1/requests/{server.Council.Only.Id}/events{query}";

        var response = await (header is null ? server.GetAsync(url) : server.GetAsync(url, ("Last-Event-ID", header)));

        Assert.StartsWith("id: 3\nevent: request.completed\n", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_is_no_number_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");
        var url = $"/api/v1/requests/{server.Council.Only.Id}/events";

        await (await server.GetAsync(url, ("Last-Event-ID", "abc"))).AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", "Last-Event-ID");
        await (await server.GetAsync(url + "?after=-1")).AssertProblemAsync(HttpStatusCode.BadRequest, "invalid_request", "after");
    }

    [Fact]
    public async Task Silence_is_filled_with_comments_every_15_seconds()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");
        var request = server.Council.Only;
        var response = await server.GetAsync($"/api/v1/requests/{request.Id}/events");
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var reader = new StreamReader(body, Encoding.UTF8);
        await ReadFrameAsync(reader);

        var started = server.Clock.GetUtcNow();
        var comment = await server.AdvanceUntilAsync(ReadFrameAsync(reader));

        Assert.Equal(": keep-alive\n", comment);
        Assert.True(server.Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(15));
        request.Complete("done");
        Assert.Contains("request.completed", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_asks_for_json_gets_the_logged_events_as_a_list()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Delta(0, "live");
        await server.PostAsync("/api/v1/requests", """{"prompt":"x"}""");
        var url = $"/api/v1/requests/{server.Council.Only.Id}/events";

        var all = await (await server.GetAsync(url, ("Accept", "application/json"))).JsonAsync();
        var rest = await (await server.GetAsync(url + "?after=1", ("Accept", "application/json"))).JsonAsync();

        Assert.Equal("request.created", Assert.Single(all.GetProperty("data").EnumerateArray()).GetProperty("type").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, all.GetProperty("next").ValueKind);
        Assert.Empty(rest.GetProperty("data").EnumerateArray());
    }

    private static async Task<string> ReadFrameAsync(StreamReader reader)
    {
        var frame = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            frame.Append(line).Append('\n');
        }

        return frame.ToString();
    }
}
