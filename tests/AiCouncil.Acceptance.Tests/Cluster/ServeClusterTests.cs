using System.Net;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>Several <c>council serve</c> on one PostgreSQL and one RabbitMQ.</summary>
[Collection(SharedServers.Name)]
public sealed class ServeClusterTests(SharedServers servers)
{
    private const int Requests = 12;

    [Fact]
    public async Task What_one_server_was_asked_another_can_tell()
    {
        await using var provider = FakeModels.Start(call => call.AnswerAsync(Questions.Answer(call)));
        var configuration = Configurations.FiveModels(provider, callTimeoutSeconds: 120);
        using var machines = new Machines(servers, configuration, 3);
        await using var first = await machines[0].ServeAsync();
        await using var second = await machines[1].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[2]);

        var ids = await Task.WhenAll(Enumerable.Range(1, Requests).Select(number => first.SubmitAsync(Questions.Body(number))));
        var told = await Task.WhenAll(ids.Select(second.FollowAsync));

        Assert.All(told, events => Assert.Contains("request.completed", events, StringComparison.Ordinal));
        foreach (var id in ids)
        {
            var here = await first.GetAsync($"/api/v1/requests/{id}");
            Assert.Equal("completed", here["status"]!.GetValue<string>());
            Assert.Equal(here.ToJsonString(), (await second.GetAsync($"/api/v1/requests/{id}")).ToJsonString());
        }
    }

    [Fact]
    public async Task A_server_that_calls_models_itself_works_beside_worker_nodes()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 1);
        machines[0].Variables["Council__Workers__Embedded"] = "true";
        await using var server = await machines[0].ServeAsync();

        var id = await server.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { "gamma" } });

        Assert.Contains("request.completed", await server.FollowAsync(id), StringComparison.Ordinal);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task When_a_server_is_killed_the_other_finishes_what_it_had_accepted()
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            await call.WaitAsync(killed.Task);
            await call.AnswerAsync(Questions.Answer(call));
        });
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 3);
        await using var first = await machines[0].ServeAsync();
        await using var second = await machines[1].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[2]);
        var ids = await Task.WhenAll(Enumerable.Range(1, Requests).Select(number => first.SubmitAsync(Questions.Body(number))));
        await first.PatientlyAsync(provider.SeenAsync(Requests));

        await first.KillAsync();
        killed.SetResult();
        await Task.WhenAll(ids.Select(second.FollowAsync));

        var audit = new PaymentAudit(provider, second);
        foreach (var (id, index) in ids.Select((id, index) => (id, index)))
        {
            await audit.CheckAsync(id, Questions.Mark(index + 1));
            Assert.Equal("completed", (await second.GetAsync($"/api/v1/requests/{id}"))["status"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task While_the_journal_is_away_nothing_is_accepted_and_the_client_is_told_when_to_come_again()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 2);
        await using var server = await machines[0].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[1]);
        await servers.Postgres.KillAsync();
        using (var refused = await PostAsync(server))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await servers.Postgres.BeginAsync();
        var id = await UntilAcceptedAsync(server);

        Assert.Contains("request.completed", await server.FollowAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_only_the_broker_is_away_requests_are_accepted_and_queued_and_that_is_said()
    {
        await using var provider = FakeModels.Saying("blue");
        using var machines = new Machines(servers, Configurations.FiveModels(provider, callTimeoutSeconds: 120), 2);
        await using var server = await machines[0].ServeAsync();
        await using var worker = await SharedServers.WorkAsync(machines[1]);
        await servers.Rabbit.KillAsync();

        var id = await server.SubmitAsync(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { "gamma" } });
        await server.SaidAsync("the transport takes no hints");
        Assert.False((await server.GetAsync("/api/v1/status"))["transport_available"]!.GetValue<bool>());
        Assert.Equal("queued", (await server.GetAsync($"/api/v1/requests/{id}"))["status"]!.GetValue<string>());
        Assert.Empty(provider.Calls);
        await servers.Rabbit.BeginAsync();

        Assert.Contains("request.completed", await server.FollowAsync(id), StringComparison.Ordinal);
        Assert.Single(provider.Calls);
    }

    private static Task<HttpResponseMessage> PostAsync(ServerProcess server) => server.Client.PostAsync(
        new Uri("/api/v1/requests", UriKind.Relative), Json.Content(new { prompt = "What colour is the sky?", mode = "direct", models = new[] { "gamma" } }),
        TestContext.Current.CancellationToken);

    /// <summary>As a client that obeys Retry-After.</summary>
    private static async Task<string> UntilAcceptedAsync(ServerProcess server)
    {
        while (true)
        {
            using var response = await PostAsync(server);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                return System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!.GetValue<string>();
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
