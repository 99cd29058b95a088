using AiCouncil.Host.Composition;
using AiCouncil.Host.Remote;
using AiCouncil.Integration.Tests.Api;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

/// <summary>The command line's client and the server's surface understand each other: no side is played by a test.</summary>
public sealed class RemoteAgainstServerTests
{
    private static readonly RequestId Nobody = new(Guid.CreateVersion7());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_a_question_can_say_arrives()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        var asked = new CouncilRequest
        {
            Messages = [new("system", "be brief"), new("user", "why?\n\"Ünï\" 😀")], Mode = ExecutionMode.BestQuality, Models = ["alpha", "vendor/beta"],
            Priority = Priority.Critical, MaxCost = Usd.FromDecimal(0.5m), Timeout = TimeSpan.FromSeconds(9.5), Stream = true, IdempotencyKey = "k",
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
        };
        var submission = await session.Council.SubmitAsync(asked, Ct);

        var arrived = server.Council.Only.Asked;
        Assert.Equal(server.Council.Only.Id, submission.Id);
        Assert.Equivalent(asked with { Background = true }, arrived, strict: true);
    }

    [Fact]
    public async Task A_bare_question_arrives_bare()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        await session.Council.SubmitAsync(CouncilRequest.From("why?"), Ct);

        Assert.Equivalent(CouncilRequest.From("why?") with { Background = true }, server.Council.Only.Asked, strict: true);
    }

    [Fact]
    public async Task Asking_waits_for_the_whole_answer()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request => request.Complete("because");
        await using var session = Connect(server);
        var answer = await session.Council.AskAsync(CouncilRequest.From("why?"), Ct);

        Assert.Equivalent(server.Council.Only.Response, answer, strict: true);
    }

    [Fact]
    public async Task Events_and_live_text_come_as_they_were_written()
    {
        await using var server = await ApiServer.StartAsync();
        server.Council.OnSubmit = request =>
        {
            request.Log("call.started", """{"call":1,"model":"alpha"}""");
            request.Delta(0, "be");
            request.Complete("because");
        };
        await using var session = Connect(server);
        var id = (await session.Council.SubmitAsync(CouncilRequest.From("why?"), Ct)).Id;
        var events = await session.Council.WatchAsync(id, 0, Ct).ToListAsync(Ct);

        Assert.Equal(["request.created", "call.started", "answer.delta", "request.completed"], events.Select(news => news.Type));
        Assert.Equal([1, 2, null, 3], events.Select(news => news.Sequence));
        Assert.Equal("""{"call":1,"model":"alpha"}""", events[1].Data);
        Assert.Equal(new AnswerDelta(1, "1.1", 0, "be"), AnswerDelta.Of(events[2]));
        Assert.Equal([2, null, 3], (await session.Council.WatchAsync(id, 1, Ct).ToListAsync(Ct)).Select(news => news.Sequence));
        Assert.Equal(["be", "cause"], (await AnswerStream.ReadAsync(session.Council, id, Ct).ToListAsync(Ct)).OfType<AnswerPiece.Text>().Select(text => text.Value));
    }

    [Fact]
    public async Task The_log_of_a_request_that_runs_is_read_without_waiting_for_more()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        var id = (await session.Council.SubmitAsync(CouncilRequest.From("why?"), Ct)).Id;
        server.Council.Only.Log("call.ready", """{"call":1}""");
        server.Council.Only.Delta(0, "not logged");

        Assert.Equal([1L, 2L], (await session.Records.EventsAsync(id, 0, Ct)).Select(news => news.Sequence));
        var last = Assert.Single(await session.Records.EventsAsync(id, 1, Ct));
        Assert.Equal(("call.ready", """{"call":1}"""), (last.Type, last.Data));
    }

    [Fact]
    public async Task Requests_are_listed_shown_cancelled_replayed_and_deleted()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        var id = (await session.Council.SubmitAsync(CouncilRequest.From("why?"), Ct)).Id;

        var page = await session.Records.ListAsync(new RequestQuery { State = RequestState.InProgress, Limit = 7 }, Ct);
        Assert.Equivalent(server.Council.Only.Summary, Assert.Single(page.Data), strict: true);
        Assert.Equal(("next-page", RequestState.InProgress, 7), (page.Next, server.Council.LastQuery!.State, server.Council.LastQuery.Limit));
        Assert.Equivalent(await server.Council.ShowAsync(id, Ct), await session.Records.ShowAsync(id, Ct), strict: true);
        Assert.Equal("default", await session.Records.TenantOfAsync(id, Ct));
        Assert.False(await session.Records.DeleteAsync(id, Ct));
        Assert.Equal(ResumeResult.Resumed, await session.Records.ResumeAsync(id, null, Ct));

        Assert.True(await session.Council.CancelAsync(id, Ct));
        Assert.False(await session.Council.CancelAsync(id, Ct));
        Assert.Equal(ResumeResult.AlreadyEnded, await session.Records.ResumeAsync(id, null, Ct));

        var replay = await session.Records.ReplayAsync(id, fresh: true, Ct);
        Assert.Equal((server.Council.Requests[1].Id, true), (replay!.Id, server.Council.LastFresh));
        Assert.True(await session.Records.DeleteAsync(id, Ct));
        Assert.Null(await session.Council.GetAsync(id, Ct));
    }

    [Fact]
    public async Task A_request_that_does_not_exist_is_nothing_not_an_error()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);

        Assert.Null(await session.Council.GetAsync(Nobody, Ct));
        Assert.Empty(await session.Council.WatchAsync(Nobody, 0, Ct).ToListAsync(Ct));
        Assert.Empty(await session.Records.EventsAsync(Nobody, 0, Ct));
        Assert.Null(await session.Records.ShowAsync(Nobody, Ct));
        Assert.Null(await session.Records.ReplayAsync(Nobody, fresh: false, Ct));
        Assert.False(await session.Council.CancelAsync(Nobody, Ct));
        Assert.False(await session.Records.DeleteAsync(Nobody, Ct));
        Assert.Equal(ResumeResult.NotFound, await session.Records.ResumeAsync(Nobody, null, Ct));
    }

    [Fact]
    public async Task Estimates_analyses_models_and_status_are_read_whole()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        var request = CouncilRequest.From("why?") with { Mode = ExecutionMode.Fast };

        Assert.Equivalent(server.Council.Estimate(request), session.Records.Estimate(request), strict: true);
        Assert.Equal(server.Council.Analyze(request) with { Choices = [] }, session.Records.Analyze(request) with { Choices = [] });
        Assert.Equal(
            [
                new ModelLine("alpha", "openai", "openai", "gpt", 1, 2, 128_000, Simulated: false, Reachable: null),
                new ModelLine("vendor/beta", "simulated", "simulated", "beta", null, null, 8_000, Simulated: true, Reachable: null),
            ],
            await session.ModelsAsync(probe: false, Ct));
        Assert.True(await session.AnswersAsync(Ct));
        Assert.Equal("Sqlite", (await session.StatusAsync(Ct)).GetProperty("journal").GetString());
    }

    [Fact]
    public async Task What_the_server_refuses_is_thrown_as_an_embedded_council_throws_it()
    {
        await using var server = await ApiServer.StartAsync();
        await using var session = Connect(server);
        var unknown = await Assert.ThrowsAsync<InvalidRequestException>(() => session.Council.SubmitAsync(CouncilRequest.From("x") with { Models = ["nobody"] }, Ct));
        Assert.Equal(("models[0]", "model_not_found"), (unknown.Field, unknown.Code));
        Assert.Equal("models[0]", Assert.Throws<InvalidRequestException>(() => session.Records.Estimate(CouncilRequest.From("x") with { Models = ["nobody"] })).Field);

        await session.Council.SubmitAsync(CouncilRequest.From("one") with { IdempotencyKey = "k" }, Ct);
        var conflict = await Assert.ThrowsAsync<InvalidRequestException>(() => session.Council.SubmitAsync(CouncilRequest.From("two") with { IdempotencyKey = "k" }, Ct));
        Assert.Equal(("Idempotency-Key", "idempotency_conflict"), (conflict.Field, conflict.Code));
    }

    private static RemoteSession Connect(ApiServer server) => new(server.Http.BaseAddress!, apiKey: null, TimeProvider.System);
}
