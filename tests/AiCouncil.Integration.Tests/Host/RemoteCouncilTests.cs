using System.Net;
using System.Text;
using AiCouncil.Host.Commands;
using AiCouncil.Host.Remote;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class RemoteCouncilTests
{
    private const string Path = "/api/v1/requests/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_travels_with_what_was_set_and_nothing_else()
    {
        using var server = new FakeServer((_, _) => Json(HttpStatusCode.Accepted, $$"""{"id":"{{FakeCouncil.Id}}","status":"queued","url":"/x"}"""));
        var request = CouncilRequest.From("why?") with { Mode = ExecutionMode.BestQuality, MaxCost = Usd.FromDecimal(0.5m), Timeout = TimeSpan.FromSeconds(9) };
        var submission = await server.Council.SubmitAsync(request, Ct);
        Assert.Equal((FakeCouncil.Id, RequestState.Queued), (submission.Id, submission.State));
        Assert.Equal("""{"prompt":"why?","mode":"best_quality","max_cost_usd":0.5,"timeout_s":9}""", server.Bodies[0]);
        Assert.Equal("Bearer sk-test", server.Requests[0].Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task A_conversation_travels_as_messages()
    {
        using var server = new FakeServer((_, _) => Json(HttpStatusCode.Accepted, $$"""{"id":"{{FakeCouncil.Id}}","status":"queued"}"""));
        await server.Council.SubmitAsync(new CouncilRequest { Messages = [new("system", "be brief"), new("user", "why?")], Models = ["a"] }, Ct);
        Assert.Equal("""{"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"why?"}],"models":["a"]}""", server.Bodies[0]);
    }

    [Fact]
    public async Task A_cut_event_stream_is_taken_up_after_the_last_event()
    {
        using var server = new FakeServer((request, count) => request.RequestUri!.AbsolutePath == $"{Path}{FakeCouncil.Id}"
            ? Json(HttpStatusCode.OK, CouncilJson.Serialize(FakeCouncil.Answer() with { Status = RequestState.InProgress }))
            : Sse(count == 1 ? Frame(1, "request.created") + ": keep-alive\n\n" + Frame(2, "call.started") : Frame(3, "request.completed")));
        var seen = new List<long?>();
        await foreach (var news in server.Council.WatchAsync(FakeCouncil.Id, 0, Ct))
        {
            seen.Add(news.Sequence);
        }

        Assert.Equal([1, 2, 3], seen);
        var resumed = server.Requests.Where(it => it.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)).ToList();
        Assert.Equal(["0", "2"], resumed.Select(it => it.Headers.GetValues("Last-Event-ID").Single()));
    }

    [Fact]
    public async Task A_live_delta_without_a_number_comes_through_as_data()
    {
        using var server = new FakeServer((_, _) => Sse(
            "event: answer.delta\ndata: {\"sequence\":null,\"type\":\"answer.delta\",\"at\":\"2026-01-01T00:00:00Z\",\"data\":{\"call\":1,\"attempt\":\"1.1\",\"offset\":0,\"text\":\"hi\"}}\n\n"
            + Frame(1, "request.completed")));
        var first = await server.Council.WatchAsync(FakeCouncil.Id, 0, Ct).FirstAsync(Ct);
        Assert.Null(first.Sequence);
        Assert.Equal("hi", new AiCouncil.Host.Rendering.StreamedAnswer().Take(first));
    }

    [Fact]
    public async Task A_problem_becomes_the_exception_that_an_embedded_council_throws()
    {
        using var server = new FakeServer((_, _) => Json(HttpStatusCode.BadRequest, """{"title":"Bad","detail":"Unknown model 'x'.","field":"models","code":"unknown_model"}""", "application/problem+json"));
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => server.Council.SubmitAsync(CouncilRequest.From("x"), Ct));
        Assert.Equal(("models", "Unknown model 'x'.", "unknown_model"), (error.Field, error.Message, error.Code));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, typeof(UsageException))]
    [InlineData(HttpStatusCode.Found, typeof(ServerUnreachableException))]
    [InlineData(HttpStatusCode.ServiceUnavailable, typeof(ServerUnreachableException))]
    [InlineData(HttpStatusCode.InternalServerError, typeof(RequestFailedException))]
    [InlineData(HttpStatusCode.OK, typeof(ServerUnreachableException))]
    public async Task Other_answers_tell_what_is_the_matter(HttpStatusCode status, Type expected)
    {
        using var server = new FakeServer((_, _) => Json(status, "<html>", "text/html"));
        Assert.IsType(expected, await Record.ExceptionAsync(() => server.Council.GetAsync(FakeCouncil.Id, Ct)));
    }

    [Fact]
    public async Task What_the_server_does_not_know_is_null_or_false()
    {
        using var server = new FakeServer((_, _) => Json(HttpStatusCode.NotFound, "{}", "application/problem+json"));
        Assert.Null(await server.Council.GetAsync(FakeCouncil.Id, Ct));
        Assert.False(await server.Council.CancelAsync(FakeCouncil.Id, Ct));
        Assert.Null(await server.Records.ReplayAsync(FakeCouncil.Id, fresh: true, Ct));
        Assert.Equal("?fresh=true", server.Requests[^1].RequestUri!.Query);
    }

    [Fact]
    public async Task A_list_asks_for_state_and_cursor()
    {
        using var server = new FakeServer((_, _) => Json(HttpStatusCode.OK, """{"data":[],"next":"n"}"""));
        var page = await server.Records.ListAsync(new RequestQuery { State = RequestState.InProgress, Cursor = "a b", Limit = 7 }, Ct);
        Assert.Equal("n", page.Next);
        Assert.Equal("?limit=7&state=in_progress&cursor=a%20b", server.Requests[0].RequestUri!.Query);
    }

    private static string Frame(int sequence, string type) =>
        $"id: {sequence}\nevent: {type}\ndata: {{\"sequence\":{sequence},\"type\":\"{type}\",\"at\":\"2026-01-01T00:00:00Z\",\"data\":{{}}}}\n\n";

    private static HttpResponseMessage Sse(string frames) => Json(HttpStatusCode.OK, frames, "text/event-stream");

    private static HttpResponseMessage Json(HttpStatusCode status, string body, string type = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    private sealed class FakeServer : HttpMessageHandler
    {
        private readonly Func<HttpRequestMessage, int, HttpResponseMessage> _answer;

        public FakeServer(Func<HttpRequestMessage, int, HttpResponseMessage> answer)
        {
            _answer = answer;
            var session = new RemoteSession(new ServerConnection(new Uri("http://council.test/"), "sk-test", this), TimeProvider.System);
            Council = session.Council;
            Records = session.Records;
        }

        public ICouncil Council { get; }

        public ICouncilRecords Records { get; }

        public List<HttpRequestMessage> Requests { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            var response = _answer(request, Requests.Count(it => it.RequestUri == request.RequestUri));
            response.RequestMessage = request;
            return response;
        }
    }
}
