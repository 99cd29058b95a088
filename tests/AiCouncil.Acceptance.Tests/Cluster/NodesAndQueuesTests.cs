using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary><c>council nodes</c>, <c>queues</c>, <c>queues redrive</c>, <c>migrate</c>, <c>prune</c>.</summary>
[Collection(SharedServers.Name)]
public sealed class NodesAndQueuesTests(SharedServers servers)
{
    [Fact]
    public async Task Nodes_and_queues_show_who_works_and_what_waits()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            await call.WaitAsync(released.Task);
            await call.AnswerAsync("blue");
        });
        using var machines = new Machines(servers, SharedServers.FiveModelsInPools(provider), 3);
        machines[0].Variables["Council__Node__Id"] = "front";
        machines[1].Variables["Council__Node__Id"] = "back";
        machines[1].Variables["MODEL_KEY"] = "any";
        await using var server = await machines[0].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[1], "--pools", "epsilon=2");
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SubmitAsync(server, "epsilon")));
        await worker.PatientlyAsync(provider.SeenAsync(2));
        var remote = server.Url.ToString();

        var nodes = Printed.Lines(await machines[2].RunAsync("nodes", "-o", "jsonl", "--server", remote)).Where(node => node["state"]!.GetValue<string>() == "ready")
            .ToDictionary(node => node["id"]!.GetValue<string>());
        Assert.Equal(("server", 0), (nodes["front"]["role"]!.GetValue<string>(), nodes["front"]["slots"]!.GetValue<int>()));
        Assert.Equal(("worker", 2, 2), (nodes["back"]["role"]!.GetValue<string>(), nodes["back"]["slots"]!.GetValue<int>(), nodes["back"]["in_flight"]!.GetValue<int>()));
        Assert.Equal("epsilon", Assert.Single(nodes["back"]["pools"]!.AsArray())!.GetValue<string>());
        Assert.NotNull(nodes["back"]["last_seen"]);

        var queue = Printed.Lines(await machines[2].RunAsync("queues", "-o", "jsonl", "--server", remote)).Single(it => it["pool"]!.GetValue<string>() == "epsilon");
        Assert.Equal((3, 2, 2, 1), (queue["ready"]!.GetValue<int>(), queue["in_flight"]!.GetValue<int>(), queue["slots"]!.GetValue<int>(), queue["workers"]!.GetValue<int>()));
        Assert.Equal(["pool", "ready", "in_flight", "published", "oldest_age_ms", "slots", "workers"], queue.AsObject().Select(field => field.Key));
        Assert.Contains("epsilon", (await machines[2].RunAsync("queues", "--server", remote)).Out, StringComparison.Ordinal);

        var redriven = await machines[2].RunAsync("queues", "redrive", "epsilon", "-o", "json", "--server", remote);
        Assert.Equal((0, 3), (redriven.Code, Printed.Value(redriven)["ready"]!.GetValue<int>()));
        Assert.Equal(2, (await machines[2].RunAsync("queues", "redrive", "nowhere", "--server", remote)).Code);
        released.SetResult();
        await Task.WhenAll(ids.Select(server.FollowAsync));
        Assert.Equal(5, provider.Calls.Count); // hints that came twice were claimed once
    }

    [Fact]
    public async Task A_pool_without_workers_is_named()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machines = new Machines(servers, SharedServers.FiveModelsInPools(provider), 1);
        await using var server = await machines[0].ServeAsync();
        var id = await SubmitAsync(server, "alpha");

        var queues = await machines[0].RunAsync("queues", "--server", server.Url.ToString());

        Assert.Contains("no worker serves 'alpha'", queues.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await machines[0].RunAsync("cancel", id, "--server", server.Url.ToString())).Code);
    }

    [Fact]
    public async Task Migrate_and_prune_work_on_the_configured_journal()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machines = new Machines(servers, Configurations.FiveModels(provider), 2);
        Assert.Equal(0, (await machines[0].RunAsync("migrate")).Code);
        await using var server = await machines[0].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[1]);
        var id = await SubmitAsync(server, "gamma");
        await server.FollowAsync(id);

        var kept = Printed.Value(await machines[0].RunAsync("prune", "-o", "json"));
        Assert.Equal(0, kept["erased"]!.GetValue<int>());
        Assert.Contains(id, (await machines[0].RunAsync("list", "--limit", "200", "-o", "jsonl")).Out, StringComparison.Ordinal);
        Assert.True(Printed.Value(await machines[0].RunAsync("prune", "--days", "0", "-o", "json"))["erased"]!.GetValue<int>() >= 1);
        Assert.DoesNotContain(id, (await machines[0].RunAsync("list", "--limit", "200", "-o", "jsonl")).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await machines[0].RunAsync("prune", "--days", "-1")).Code);
        Assert.Equal(2, (await machines[0].RunAsync("migrate", "--server", server.Url.ToString())).Code);
    }

    private static Task<string> SubmitAsync(ServerProcess server, string model) =>
        server.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { model } });
}
