using System.Net;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary><c>council worker</c> as a process: its pools, its end, and what it refuses.</summary>
[Collection(SharedServers.Name)]
public sealed class WorkerCommandTests(SharedServers servers)
{
    [Fact]
    public async Task Workers_consume_only_the_queues_of_their_pools_and_servers_need_no_key()
    {
        await using var provider = FakeModels.Saying("blue");
        var configuration = SharedServers.FiveModelsInPools(provider);
        using var machine = servers.Machine(configuration);
        using var left = servers.Machine(configuration, key: "left");
        using var right = servers.Machine(configuration, key: "right");
        await using var server = await machine.ServeAsync();
        await using var one = await SharedServers.WorkAsync(left, "--pools", "alpha,beta", "--slots", "9");
        await using var two = await SharedServers.WorkAsync(right, "--pools", "gamma=3,delta=2");
        var models = new[] { "alpha", "gamma", "beta", "delta", "alpha", "gamma" };

        var ids = await Task.WhenAll(models.Select(model => server.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { model } })));
        await Task.WhenAll(ids.Select(server.FollowAsync));

        Assert.All(provider.Calls, call => Assert.Equal(call.Model is "alpha" or "beta" ? "Bearer left" : "Bearer right", call.Authorization));
        Assert.Equal(models.Length, provider.Calls.Count);
        Assert.Equal([5], await servers.ConsumersAsync("alpha"));
        Assert.Equal([4], await servers.ConsumersAsync("beta"));
        Assert.Equal([3], await servers.ConsumersAsync("gamma"));
        Assert.Equal([2], await servers.ConsumersAsync("delta"));
        Assert.Empty(await servers.ConsumersAsync("epsilon"));
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_ends_its_call_and_leaves_the_rest_to_others()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            if (call.Sent.Authorization == "Bearer leaving")
            {
                await call.WaitAsync(released.Task);
            }

            await call.AnswerAsync("blue");
        });
        var configuration = SharedServers.FiveModelsInPools(provider);
        using var machine = servers.Machine(configuration);
        using var leaving = servers.Machine(configuration, key: "leaving");
        using var staying = servers.Machine(configuration, key: "staying");
        leaving.Variables["Council__Workers__HealthUrl"] = "http://127.0.0.1:0";
        await using var server = await machine.ServeAsync();
        await using var worker = await SharedServers.WorkAsync(leaving, "--pools", "gamma=1");
        using var health = await HealthAsync(worker);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(health, "/readyz"));
        var held = await SubmitAsync(server);
        await worker.PatientlyAsync(provider.SeenAsync(1));

        await worker.TerminateAsync();
        await worker.SaidAsync("draining");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(health, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(health, "/livez"));
        await using var other = await SharedServers.WorkAsync(staying, "--pools", "gamma=1");
        await server.FollowAsync(await SubmitAsync(server)); // goes past the one that leaves
        released.SetResult();

        Assert.Contains("request.completed", await server.FollowAsync(held), StringComparison.Ordinal);
        var ended = await worker.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal(["Bearer leaving", "Bearer staying"], provider.Calls.Select(call => call.Authorization));
    }

    [Fact]
    public async Task Of_two_workers_with_one_id_the_newer_ends_with_code_2_and_names_it()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machine = servers.Machine(SharedServers.FiveModelsInPools(provider), key: "any");
        machine.Variables["Council__Node__Id"] = "twin";
        machine.Variables["Council__Lease__Seconds"] = "3";
        await using var older = await SharedServers.WorkAsync(machine);
        await using var newer = await SharedServers.WorkAsync(machine);

        var ended = await newer.EndAsync();

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains("'twin'", ended.Error, StringComparison.Ordinal);
        Assert.Contains("Council:Node:Id", ended.Error, StringComparison.Ordinal);
        await older.TerminateAsync();
        Assert.Equal(0, (await older.EndAsync()).Code);
    }

    [Theory]
    [InlineData("Council__Transport", "InProcess", "Council:Transport", "Council:Journal")]
    [InlineData("Council__RabbitMq__Uri", "amqp://guest:wrong@127.0.0.1:{0}/", "Council:RabbitMq:Uri", "'guest'")]
    [InlineData("Council__RabbitMq__Uri", "amqp://guest:guest@127.0.0.1:1/", "Council:RabbitMq:Uri", "127.0.0.1:1")]
    [InlineData("Council__Postgres__Connection", "Host=127.0.0.1;Port=1;Database=d;Username=u", "Council:Postgres:Connection", "127.0.0.1:1")]
    [InlineData("Council__Workers__Pools", "gamma,nowhere", "Council:Workers:Pools", "'nowhere'")]
    [InlineData("Council__Workers__HealthUrl", "ftp://127.0.0.1", "Council:Workers:HealthUrl", "ftp://127.0.0.1")]
    [InlineData("MODEL_KEY", "", "Council:Models:alpha:ApiKeyEnv", "MODEL_KEY")]
    public async Task What_a_worker_cannot_work_with_ends_it_with_code_2(string variable, string value, params string[] named)
    {
        await using var provider = FakeModels.Saying("blue");
        using var machine = servers.Machine(SharedServers.FiveModelsInPools(provider), key: "any");
        machine.Variables[variable] = value.Replace("{0}", servers.Rabbit.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var ended = await machine.RunAsync("worker");

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Equal("", ended.Out);
        Assert.All(named, word => Assert.Contains(word, ended.Error, StringComparison.Ordinal));
    }

    private static Task<string> SubmitAsync(ServerProcess server) =>
        server.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { "gamma" } });

    private static async Task<HttpClient> HealthAsync(CouncilProcess worker)
    {
        const string Said = "health on ";
        await worker.SaidAsync(Said);
        await worker.SaidAsync("\n");
        var said = worker.Error.Text;
        return new HttpClient { BaseAddress = new Uri(said[(said.IndexOf(Said, StringComparison.Ordinal) + Said.Length)..].Split('\n')[0].Trim()) };
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
