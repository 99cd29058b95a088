using System.Diagnostics;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Requests;
using AiCouncil.Testing.Clusters;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>Processes that freeze and come back, nodes that share an id, many losses at once.</summary>
[Collection(SharedServers.Name)]
public sealed class ClusterTroubleTests(SteadyCluster steady, ITestOutputHelper output) : IClassFixture<SteadyCluster>
{
    [Fact]
    public async Task The_late_success_of_a_worker_that_was_frozen_past_its_lease_counts_and_nothing_is_paid_again()
    {
        var batch = new Batch(steady, output);
        var script = new HeldAnswers(steady);
        await using var victim = await AloneAsync("late-success");
        var id = await batch.SubmitAsync(steady.Server.Server, Batch.Streamed);
        await victim.Process.PatientlyAsync(script.Asked(1));
        await victim.FreezeAsync();
        var frozen = Stopwatch.GetTimestamp();
        await steady.Server.Server.PatientlyAsync(batch.SeenAsync(id, "call.outcome_unknown"));
        batch.Bar("a frozen worker's call is known as lost", frozen, SteadyCluster.LeaseSeconds + 5);
        script.Release(SteadyCluster.AnswerSoonAsync);
        await victim.ThawAsync();

        var request = Assert.Single(await batch.FinishAsync(frozen, "late success"));
        Assert.Equal(RequestState.Completed, request.Response.Status);
        Assert.Single(request.Attempts);
        Assert.Single(steady.Models.Calls, it => it.Prompt.Contains(Questions.Mark(steady.LastNumber), StringComparison.Ordinal));
        await steady.Worker.RestartAsync();
    }

    [Fact]
    public async Task The_late_failure_of_a_worker_that_was_frozen_past_its_lease_changes_nothing()
    {
        var batch = new Batch(steady, output);
        var script = new HeldAnswers(steady);
        await using var victim = await AloneAsync("late-failure");
        var id = await batch.SubmitAsync(steady.Server.Server, Batch.Streamed);
        await victim.Process.PatientlyAsync(script.Asked(1));
        await victim.FreezeAsync();
        var frozen = Stopwatch.GetTimestamp();
        await steady.Server.Server.PatientlyAsync(batch.SeenAsync(id, "call.outcome_unknown"));
        script.Release(call => call.ErrorAsync(400));
        await victim.ThawAsync();
        await victim.Process.PatientlyAsync(script.Answered);
        Assert.Equal("in_progress", (await steady.Server.Server.GetAsync($"/api/v1/requests/{id}"))["status"]!.GetValue<string>());
        steady.Script = SteadyCluster.AnswerSoonAsync;
        await victim.RestartAsync(); // proves the death of the one that was frozen

        var request = Assert.Single(await batch.FinishAsync(frozen, "late failure"));
        Assert.Equal(RequestState.Completed, request.Response.Status);
        Assert.Equal(1, request.Calls.Sum(call => call.Losses));
        await steady.Worker.RestartAsync();
    }

    [Theory]
    [InlineData("inside-advance:2:stop")]
    [InlineData("result-received:2:stop")]
    public async Task A_server_that_freezes_while_it_decides_holds_up_nobody(string failpoint)
    {
        var batch = new Batch(steady, output);
        await using var victim = await steady.Cluster.ServeAsync(failpoint.Replace(':', '-'), new NodeSettings { Failpoint = failpoint });
        await batch.UntilAsync(victim.Process.SaidAsync("council: failpoint"), Questions.Body);
        var frozen = Stopwatch.GetTimestamp();
        await batch.EndedAsync();
        batch.Bar($"all end beside a server frozen at {failpoint}", frozen, 5);

        await victim.ThawAsync();
        Assert.Equal("ok", (await victim.Server.GetAsync("/health"))["status"]!.GetValue<string>());
        Assert.All(await batch.FinishAsync(frozen, failpoint), it => Assert.Equal(RequestState.Completed, it.Response.Status));
    }

    [Fact]
    public async Task Of_two_nodes_with_one_id_the_newer_ends()
    {
        await using var older = await steady.Cluster.WorkAsync("older", new NodeSettings { Id = "twin" });
        await using var newer = await steady.Cluster.WorkAsync("newer", new NodeSettings { Id = "twin" });
        var ended = await newer.Process.EndAsync();

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains("Council:Node:Id", ended.Error, StringComparison.Ordinal);
        Assert.False(older.Process.HasExited); // it has the calls
    }

    [Fact]
    public async Task All_members_of_requests_lost_at_once_are_asked_again_as_far_as_the_quorum_needs()
    {
        var batch = new Batch(steady, output);
        var script = new HeldAnswers(steady);
        await using var victim = await AloneAsync("all-members");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => batch.SubmitAsync(steady.Server.Server, Voted)));
        await victim.Process.PatientlyAsync(script.Asked(4));
        await victim.KillAsync();
        var since = Stopwatch.GetTimestamp();
        script.Release(SteadyCluster.AnswerSoonAsync);
        await steady.Worker.RestartAsync();
        await victim.RestartAsync();
        await batch.EndedAsync();
        batch.Bar("lost members are asked again after a proven death", since, SteadyCluster.LeaseSeconds + 5);

        var requests = await batch.FinishAsync(since, "all members lost");
        Assert.All(requests, it => Assert.Equal(RequestState.Completed, it.Response.Status));
        Assert.All(requests, it => Assert.True(it.Calls.Sum(call => call.Losses) >= 2));
    }

    /// <summary>A test of these tests: the same kill with the wake row switched off leaves a request that nobody looks at.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData("wake", false)]
    public async Task A_result_whose_writer_died_before_its_hint_is_found_by_its_wake_row(string? off, bool found)
    {
        await steady.Worker.KillAsync();
        await using var victim = await steady.Cluster.WorkAsync($"wake-{off}", new NodeSettings { Failpoint = "result-committed", SafeguardsOff = off });
        var id = await steady.Server.Server.SubmitAsync(Batch.Streamed(steady.NextNumber()));
        await victim.Process.GoneAsync();
        var end = steady.Server.Server.FollowAsync(id);
        await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(found ? 30 : 4), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(found, end.IsCompleted);

        await steady.Worker.RestartAsync(); // the hint comes again, and with it the news of the result
        Assert.Contains("request.completed", await end, StringComparison.Ordinal);
    }

    private static object Voted(int number) => new { prompt = $"What is 6 times 7? {Questions.Mark(number)}", mode = "balanced" };

    /// <summary>The only worker, so that it surely gets the call.</summary>
    private async Task<ClusterNode> AloneAsync(string name)
    {
        await steady.Worker.KillAsync();
        return await steady.Cluster.WorkAsync(name);
    }

    /// <summary>Answers nothing until it is told how.</summary>
    private sealed class HeldAnswers
    {
        private readonly TaskCompletionSource<Func<ModelCall, Task>> _how = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SteadyCluster _steady;
        private readonly int _before;

        public HeldAnswers(SteadyCluster steady)
        {
            (_steady, _before) = (steady, steady.Models.Calls.Count);
            steady.Script = AnswerAsync;
        }

        /// <summary>One answer was written whole.</summary>
        public Task Answered => _answered.Task;

        public Task Asked(int count) => _steady.Models.SeenAsync(_before + count);

        public void Release(Func<ModelCall, Task> how)
        {
            _steady.Script = how;
            _how.SetResult(how);
        }

        private async Task AnswerAsync(ModelCall call)
        {
            var how = await _how.Task.WaitAsync(call.Wire.Stopped);
            await how(call);
            _answered.TrySetResult();
        }
    }
}
