using AiCouncil.Configuration;
using AiCouncil.Integration.Tests.Sqlite;
using AiCouncil.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>Publish and await: the council as an application uses it, with chat clients of its own.</summary>
public sealed class CouncilFacadeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly CouncilRequest Sum = CouncilRequest.From("What is 17 * 24?") with { Timeout = Patience };

    [Fact]
    public async Task Ask_publishes_a_request_and_awaits_the_councils_answer()
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        var answer = await host.Council.AskAsync(Sum with { Mode = ExecutionMode.BestQuality });

        Assert.Equal(RequestState.Completed, answer.Status);
        Assert.Contains("**408**", answer.Content, StringComparison.Ordinal);
        Assert.Equal("408", answer.Verdicts[0].Answer);
        Assert.Equal(["careful", "quick"], answer.Verdicts[0].Groups[0].Models.Order());
        Assert.NotEqual(true, answer.Members.Single(member => member.Model == "sloppy").Agrees); // it dissents, unless two were faster

        var stored = (await host.Records.ShowAsync(answer.Id))!;
        Assert.Equal(3, stored.Calls.Count);
        Assert.Equal(answer.Content, stored.Response.Content);
    }

    [Fact]
    public async Task Two_agreeing_answers_are_enough_in_balanced_mode()
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        var answer = await host.Council.AskAsync(Sum with { Mode = ExecutionMode.Balanced, Models = ["careful", "quick"] });
        Assert.Equal(("agreement", 2), (answer.StopReason, answer.Members.Count));
    }

    [Fact]
    public async Task Cancelling_the_token_stops_the_waiting_and_not_the_request()
    {
        var (gate, client) = Gated("408");
        await using var host = await HostedCouncil.StartAsync(council => council.AddModel("slow", _ => client).UseSqlite().AddWorker());
        using var cancel = new CancellationTokenSource();
        var waiting = host.Council.AskAsync(Sum, cancel.Token);
        await client.Asked.WaitAsync(Patience);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var id = Assert.Single((await host.Records.ListAsync(new RequestQuery())).Data).Id;
        Assert.Equal(RequestState.InProgress, (await host.Council.GetAsync(id))!.Status);
        gate.SetResult();
        Assert.Equal((RequestState.Completed, "408"), ((await host.EndOfAsync(id)).Status, (await host.Council.GetAsync(id))!.Content));
        Assert.Single(client.Prompts);
    }

    [Fact]
    public async Task A_submitted_request_can_be_watched_read_and_cancelled()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(async (_, ct) =>
        {
            await using var registration = ct.Register(closed.SetResult);
            await Task.Delay(Timeout.Infinite, ct);
            return "never";
        });
        await using var host = await HostedCouncil.StartAsync(council => council.AddModel("slow", _ => client).UseSqlite().AddWorker());

        var submission = await host.Council.SubmitAsync(Sum);
        Assert.Equal((RequestState.Queued, false), (submission.State, submission.Joined));
        await client.Asked.WaitAsync(Patience);
        Assert.Equal(RequestState.InProgress, (await host.Council.GetAsync(submission.Id))!.Status);

        Assert.True(await host.Council.CancelAsync(submission.Id));
        await closed.Task.WaitAsync(Patience); // the call to the model was cut
        Assert.Equal(RequestState.Cancelled, (await host.EndOfAsync(submission.Id)).Status);
        Assert.False(await host.Council.CancelAsync(submission.Id));
    }

    [Fact]
    public async Task A_request_that_does_not_exist_is_null_false_and_empty()
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        var nobody = new RequestId(Guid.CreateVersion7());
        Assert.Null(await host.Council.GetAsync(nobody));
        Assert.False(await host.Council.CancelAsync(nobody));
        Assert.Empty(await Log(host, nobody, 0));
    }

    [Fact]
    public async Task Several_watchers_see_the_same_gapless_log_from_their_own_cursor()
    {
        var (gate, client) = Gated("408");
        await using var host = await HostedCouncil.StartAsync(council => council.AddModel("slow", _ => client).UseSqlite().AddWorker());
        var id = (await host.Council.SubmitAsync(Sum)).Id;
        await client.Asked.WaitAsync(Patience);
        var early = new[] { Log(host, id, 0), Log(host, id, 0), Log(host, id, 2) };
        gate.SetResult();

        var log = await early[0];
        Assert.Equal(Enumerable.Range(1, log.Count).Select(number => (long?)number), log.Select(news => news.Sequence));
        Assert.Equal(("request.created", "request.completed"), (log[0].Type, log[^1].Type));
        Assert.Equal(log, await early[1]);
        Assert.Equal(log.Skip(2), await early[2]);

        Assert.Equal(log, await Log(host, id, 0)); // after the end
        Assert.Equal(log.Skip(3), await Log(host, id, 3));
        Assert.Empty(await Log(host, id, log.Count));
        Assert.Empty(await Log(host, id, log.Count + 100));
    }

    [Fact]
    public async Task An_idempotency_key_joins_the_request_that_carries_it()
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        var first = await host.Council.SubmitAsync(Sum with { IdempotencyKey = "k" });
        var second = await host.Council.SubmitAsync(Sum with { IdempotencyKey = "k" });
        Assert.Equal((first.Id, true), (second.Id, second.Joined));
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => host.Council.SubmitAsync(CouncilRequest.From("Else?") with { IdempotencyKey = "k" }));
        Assert.Equal("idempotency_conflict", error.Code);
    }

    [Fact]
    public async Task A_request_that_breaks_a_rule_names_the_field_and_stores_nothing()
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => host.Council.AskAsync(Sum with { Models = ["carefull"] }));
        Assert.Equal("models", error.Field);
        Assert.Empty((await host.Records.ListAsync(new RequestQuery())).Data);
    }

    [Theory]
    [InlineData("council-fast", 1)]
    [InlineData("council-balanced", 2)]
    [InlineData("council-best-quality", 3)]
    public async Task The_council_sits_behind_a_keyed_chat_client(string key, int members)
    {
        await using var host = await HostedCouncil.StartAsync(Three());
        using var client = host.Services.GetRequiredKeyedService<IChatClient>(key);
        var response = await client.GetResponseAsync("What is 17 * 24?");

        var final = Assert.IsType<FinalResponse>(response.AdditionalProperties!["council"]);
        Assert.Equal((key, members), (response.ModelId, final.Members.Count));
        Assert.Equal(final.Content, response.Text);
        Assert.Contains("408", response.Text, StringComparison.Ordinal);
        Assert.Equal(final.Usage.OutputTokens, response.Usage!.OutputTokenCount);
        Assert.InRange(response.Usage.TotalTokenCount!.Value, Math.Min(members, 2) * 15, members * 15); // two that agree may be enough of three

        var streamed = await client.GetStreamingResponseAsync("What is 17 * 24?").ToChatResponseAsync();
        Assert.Equal(response.Text, streamed.Text);
    }

    [Fact]
    public async Task Without_a_journal_the_start_fails_and_names_what_adds_one()
    {
        using var host = HostedCouncil.Build(council => council.AddModel("any", _ => new ScriptedChatClient("1")).AddWorker());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Contains(".UseSqlite()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_of_the_configuration_are_told_at_once()
    {
        using var host = HostedCouncil.Build(
            Three(), ("Council:Defaults:TimeoutSeconds", "soon"), ("Council:Workers:Slots", "0"), ("Council:Modells", "x"), ("Council:Transport", "Pigeon"));
        var error = await Assert.ThrowsAsync<CouncilConfigurationException>(() => host.StartAsync());
        Assert.Equal(
            ["Council:Defaults:TimeoutSeconds", "Council:Modells", "Council:Transport", "Council:Workers:Slots"],
            error.Errors.Select(line => line.Split(' ')[0].TrimEnd(':')).Order(StringComparer.Ordinal));
        Assert.All(error.Errors, line => Assert.Contains(line, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_worker_a_request_is_kept_and_not_answered()
    {
        var client = new ScriptedChatClient("408");
        await using var host = await HostedCouncil.StartAsync(council => council.AddModel("any", _ => client).UseSqlite());
        var id = (await host.Council.SubmitAsync(Sum)).Id;
        Assert.Equal(RequestState.Queued, (await host.Council.GetAsync(id))!.Status);
        Assert.True(await host.Council.CancelAsync(id));
        Assert.Empty(client.Prompts);
    }

    [Fact]
    public async Task Two_hosts_on_one_file_work_on_their_own_requests_and_read_each_others()
    {
        using var folder = new TempFolder();
        var path = ("Council:Sqlite:Path", Path.Combine(folder.Path, "council.db"));
        var (left, right) = (new ScriptedChatClient("left"), new ScriptedChatClient("right"));
        await using var one = await HostedCouncil.StartAsync(council => council.AddModel("any", _ => left).UseSqlite().AddWorker(), path);
        await using var other = await HostedCouncil.StartAsync(council => council.AddModel("any", _ => right).UseSqlite().AddWorker(), path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : other).Council.AskAsync(Sum)));

        Assert.Equal(Enumerable.Range(0, 20).Select(number => number % 2 == 0 ? "left" : "right"), answers.Select(answer => answer.Content));
        Assert.Equal((10, 10), (left.Prompts.Count, right.Prompts.Count));
        Assert.Equal("left", (await other.Council.GetAsync(answers[0].Id))!.Content);
        Assert.Equal(await Log(one, answers[0].Id, 0), await Log(other, answers[0].Id, 0));
    }

    private static Action<CouncilBuilder> Three() => council => council
        .AddModel("careful", _ => new ScriptedChatClient("17 * 20 + 17 * 4 = 340 + 68.\nFINAL ANSWER: 408"), model => model.Family = "one")
        .AddModel("quick", _ => new ScriptedChatClient("FINAL ANSWER: 408"), model => model.Family = "two")
        .AddModel("sloppy", _ => new ScriptedChatClient("FINAL ANSWER: 398"), model => model.Family = "three")
        .UseSqlite()
        .AddWorker();

    private static (TaskCompletionSource Gate, ScriptedChatClient Client) Gated(string answer)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (gate, new ScriptedChatClient(async (_, ct) =>
        {
            await gate.Task.WaitAsync(ct);
            return answer;
        }));
    }

    /// <summary>The logged events; live ones are best effort and outside the log.</summary>
    private static async Task<List<CouncilEvent>> Log(HostedCouncil host, RequestId id, long after)
    {
        var log = new List<CouncilEvent>();
        await foreach (var news in host.Council.WatchAsync(id, after))
        {
            if (news.Sequence is not null)
            {
                log.Add(news);
            }
        }

        return log;
    }
}
