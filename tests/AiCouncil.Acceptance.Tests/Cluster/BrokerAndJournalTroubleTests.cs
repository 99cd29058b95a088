using System.Diagnostics;
using System.Text;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Requests;
using AiCouncil.Testing.Clusters;
using RabbitMQ.Client;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>What the nodes share fails, or tells them things twice and in the wrong order.</summary>
[Collection(SharedServers.Name)]
public sealed class BrokerAndJournalTroubleTests(SteadyCluster steady, SharedServers servers, ITestOutputHelper output) : IClassFixture<SteadyCluster>
{
    private const int Requests = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_dies_in_the_middle_costs_time_only(bool wiped)
    {
        var batch = await BeginAsync();
        await (wiped ? steady.Cluster.WipeBrokerAsync() : steady.Cluster.RestartBrokerAsync());
        var back = Stopwatch.GetTimestamp();
        await batch.SubmitAsync(steady.Server.Server, Questions.Body);
        await batch.EndedAsync();
        batch.Bar(wiped ? "flow after a wiped broker" : "flow after a restarted broker", back, 10);

        NothingLost(await batch.FinishAsync(back, wiped ? "broker wiped" : "broker killed"));
    }

    [Fact]
    public async Task A_database_that_is_killed_among_commits_loses_nothing_of_them()
    {
        var batch = await BeginAsync();
        await steady.Cluster.RestartJournalAsync();
        var back = Stopwatch.GetTimestamp();
        await batch.EndedAsync();
        batch.Bar("flow after a restarted database", back, 10);

        Assert.All(await batch.FinishAsync(back, "database killed"), it => Assert.Equal(RequestState.Completed, it.Response.Status));
    }

    [Fact]
    public async Task A_worker_whose_connections_are_half_open_holds_up_nobody_for_long_and_comes_back()
    {
        var batch = new Batch(steady, output);
        await steady.Worker.KillAsync();
        await using var victim = await steady.Cluster.WorkAsync("half-open");
        await batch.SubmitAsync(steady.Server.Server, Questions.Body);
        await batch.EndedAsync(); // alone it did that: it consumes
        await steady.Worker.RestartAsync();
        victim.Broker.Stall();
        victim.Journal.Stall();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => batch.SubmitAsync(steady.Server.Server, Questions.Body)));
        await batch.EndedAsync();
        batch.Bar("requests beside a half-open worker", since, 30);
        var held = (await steady.Cluster.QueuesAsync()).First(it => it.Name == "council.v1.work.default").Unacknowledged;
        output.WriteLine($"hints that the broker still counts on the half-open worker: {held}"); // none once it has noticed
        victim.Mend();

        NothingLost(await batch.FinishAsync(since, "half-open"));
        Assert.False(victim.Process.HasExited);
    }

    [Fact]
    public async Task Hints_that_come_three_times_and_in_the_wrong_order_change_nothing()
    {
        var batch = await BeginAsync();
        await batch.EndedAsync();
        var requests = await batch.FinishAsync(Stopwatch.GetTimestamp(), "before the duplicates");
        var paid = steady.Models.Calls.Count;
        await using (var connection = await new ConnectionFactory { Uri = new Uri(servers.Rabbit.Uri, steady.Cluster.Host) }.CreateConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
            foreach (var call in Enumerable.Repeat(requests.SelectMany(it => it.Calls).Reverse(), 3).SelectMany(it => it))
            {
                await PublishAsync(channel, "council.v1.work.default", $$"""{"v":1,"kind":"call","request":"{{call.Id.Request.Value}}","call":{{call.Id.Number}}}""");
                await PublishAsync(channel, "council.v1.results", $$"""{"v":1,"kind":"result","request":"{{call.Id.Request.Value}}"}""");
            }
        }

        var again = await batch.FinishAsync(Stopwatch.GetTimestamp(), "after the duplicates");
        Assert.Equal(paid, steady.Models.Calls.Count);
        Assert.Equal(requests.Sum(it => it.Attempts.Count), again.Sum(it => it.Attempts.Count));
        NothingLost(again);
    }

    /// <summary>Some requests are answered, some are under way, some wait.</summary>
    private async Task<Batch> BeginAsync()
    {
        var batch = new Batch(steady, output);
        var before = steady.Models.Calls.Count;
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => batch.SubmitAsync(steady.Server.Server, Questions.Body)));
        await steady.Server.Server.PatientlyAsync(steady.Models.SeenAsync(before + (Requests / 2)));
        return batch;
    }

    private static ValueTask PublishAsync(IChannel channel, string queue, string body) =>
        channel.BasicPublishAsync("", queue, mandatory: true, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);

    private static void NothingLost(IReadOnlyList<RequestDetails> requests)
    {
        Assert.All(requests, it => Assert.Equal(RequestState.Completed, it.Response.Status));
        Assert.All(requests.SelectMany(it => it.Calls), call => Assert.Equal(0, call.Losses));
    }
}
