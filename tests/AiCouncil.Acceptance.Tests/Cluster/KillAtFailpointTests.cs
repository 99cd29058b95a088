using System.Diagnostics;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Testing.Clusters;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>
/// A process of a running cluster kills itself (SIGKILL) at a named moment, while another of its kind lives on. A worker comes back
/// afterwards, which proves the death of the one before.
/// </summary>
[Collection(SharedServers.Name)]
public sealed class KillAtFailpointTests(SteadyCluster steady, ITestOutputHelper output) : IClassFixture<SteadyCluster>
{
    /// <summary>Nothing was sent, or the answer was stored: nothing is lost, and nothing is paid for again.</summary>
    [Theory]
    [InlineData("hint-received")]
    [InlineData("result-committed")]
    [InlineData("result-hinted")]
    public async Task A_worker_that_dies_outside_a_claim_costs_nothing(string point)
    {
        var requests = await KillWorkerAsync(point, Questions.Body);
        Assert.All(requests, it => Assert.Equal("Completed", it.Response.Status.ToString()));
        Assert.All(requests.SelectMany(it => it.Calls), call => Assert.Equal(0, call.Losses));
    }

    /// <summary>Under a claim nobody can know whether the model was asked: one loss, counted and seen.</summary>
    [Theory]
    [InlineData("claim-committed")]
    [InlineData("answer-received")]
    public async Task A_worker_that_dies_under_a_claim_loses_one_call_and_it_is_seen(string point)
    {
        var requests = await KillWorkerAsync(point, Questions.Body);
        Assert.All(requests, it => Assert.Equal("Completed", it.Response.Status.ToString()));
        Assert.Equal(1, requests.Sum(it => it.Calls.Sum(call => call.Losses)));
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_of_a_stream_loses_one_call_and_it_is_seen()
    {
        var requests = await KillWorkerAsync("mid-stream", Batch.Streamed);
        Assert.All(requests, it => Assert.Equal("Completed", it.Response.Status.ToString()));
        Assert.Equal(1, requests.Sum(it => it.Calls.Sum(call => call.Losses)));
    }

    /// <summary>The provider has the whole request: seen from outside, and killed from there.</summary>
    [Fact]
    public async Task A_worker_that_is_killed_when_the_request_is_sent_loses_one_call_and_it_is_seen()
    {
        var batch = new Batch(steady, output);
        await steady.Worker.KillAsync(); // so that the other one gets it
        await using var victim = await steady.Cluster.WorkAsync("worker-sent", new NodeSettings { Slots = 1 });
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        steady.Script = async call =>
        {
            sent.TrySetResult();
            await call.WaitAsync(held.Task);
            await SteadyCluster.AnswerSoonAsync(call);
        };
        await batch.SubmitAsync(steady.Server.Server, Batch.Streamed);
        await victim.Process.PatientlyAsync(sent.Task);
        await victim.KillAsync();
        var since = Stopwatch.GetTimestamp();
        steady.Script = SteadyCluster.AnswerSoonAsync;
        held.SetResult();
        await steady.Worker.RestartAsync();
        await victim.RestartAsync();

        var request = Assert.Single(await batch.FinishAsync(since, "killed when sent"));
        Assert.Equal("Completed", request.Response.Status.ToString());
        Assert.Equal(1, request.Calls.Sum(call => call.Losses));
    }

    [Theory]
    [InlineData("result-received")]
    [InlineData("inside-advance")]
    [InlineData("before-arbitration")]
    [InlineData("before-synthesis")]
    [InlineData("before-terminal")]
    public async Task A_server_that_dies_while_it_decides_leaves_it_to_the_others(string point)
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.ServeAsync($"server-{point}", new NodeSettings { Failpoint = point });
        await batch.UntilAsync(victim.Process.GoneAsync(), point == "before-synthesis" ? Batch.Planned : Questions.Body);

        Nothing(await batch.FinishAsync(Stopwatch.GetTimestamp(), point));
    }

    [Fact]
    public async Task What_was_accepted_and_never_answered_has_its_end()
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.ServeAsync("server-accept", new NodeSettings { Failpoint = "accept-committed" });
        var number = steady.NextNumber();
        await Assert.ThrowsAsync<HttpRequestException>(() => victim.Server.SubmitAsync(Questions.Body(number)));
        await victim.Process.GoneAsync();

        batch.Accepted(await FindAsync(number), number);
        Nothing(await batch.FinishAsync(Stopwatch.GetTimestamp(), "accept-committed"));
    }

    /// <summary>Alone, so that it surely holds the place of the relay.</summary>
    [Fact]
    public async Task Marked_calls_whose_hints_were_never_published_are_published_by_the_next_relay()
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.ServeAsync("server-marked", new NodeSettings { Failpoint = "marked-published" });
        await steady.Server.KillAsync();
        var number = steady.NextNumber();
        var id = await victim.Server.SubmitAsync(Questions.Body(number));
        await victim.Process.GoneAsync();
        var since = Stopwatch.GetTimestamp();
        await steady.Server.RestartAsync();

        batch.Accepted(id, number);
        Nothing(await batch.FinishAsync(since, "marked-published"));
    }

    [Fact]
    public async Task A_cancel_that_was_stored_reaches_the_call_although_who_stored_it_died()
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.ServeAsync("server-cancel", new NodeSettings { Failpoint = "cancel-committed" });
        var (asked, hungUp) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        steady.Script = async call =>
        {
            asked.TrySetResult();
            await call.Wire.StallAsync();
            hungUp.TrySetResult();
        };
        var id = await batch.SubmitAsync(steady.Server.Server, Batch.Streamed);
        await steady.Server.Server.PatientlyAsync(asked.Task);
        await Assert.ThrowsAsync<HttpRequestException>(() => victim.Server.Client.PostAsync(
            new Uri($"/api/v1/requests/{id}/cancel", UriKind.Relative), content: null, TestContext.Current.CancellationToken));
        await victim.Process.GoneAsync();
        var since = Stopwatch.GetTimestamp();

        await steady.Worker.Process.PatientlyAsync(hungUp.Task);
        batch.Bar("a cancel without its message reaches the call", since, SteadyCluster.LeaseSeconds);
        steady.Script = SteadyCluster.AnswerSoonAsync;
        var request = Assert.Single(await batch.FinishAsync(since, "cancel-committed"));
        Assert.Equal("Cancelled", request.Response.Status.ToString());
    }

    private async Task<IReadOnlyList<AiCouncil.Requests.RequestDetails>> KillWorkerAsync(string point, Func<int, object> body)
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.WorkAsync($"worker-{point}", new NodeSettings { Failpoint = point, Slots = 1 });
        await batch.UntilAsync(victim.Process.GoneAsync(), body);
        var since = Stopwatch.GetTimestamp();
        await victim.RestartAsync();
        return await batch.FinishAsync(since, point);
    }

    private async Task<string> FindAsync(int number)
    {
        var listed = (await steady.Server.Server.GetAsync("/api/v1/requests?limit=100"))["data"]!.AsArray();
        var found = Assert.Single(listed, it => it!.ToJsonString().Contains(Questions.Mark(number), StringComparison.Ordinal));
        return found!["id"]!.GetValue<string>();
    }

    /// <summary>No worker died: nothing was lost, nothing is paid for twice.</summary>
    private static void Nothing(IReadOnlyList<AiCouncil.Requests.RequestDetails> requests)
    {
        Assert.All(requests, it => Assert.Equal("Completed", it.Response.Status.ToString()));
        Assert.All(requests.SelectMany(it => it.Calls), call => Assert.Equal(0, call.Losses));
    }
}
