using System.Net;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>SIGTERM: not ready first, nothing new, what is open comes to its end, then exit 0.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_server_that_is_told_to_stop_finishes_its_open_responses()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            await call.WaitAsync(released.Task);
            await call.AnswerAsync("amber");
        });
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var server = await sandbox.ServeAsync();
        var open = server.Client.PostAsync(
            new Uri("/v1/chat/completions", UriKind.Relative),
            Json.Content(new { model = "gamma", messages = new[] { new { role = "user", content = "What is the colour of honey?" } } }),
            TestContext.Current.CancellationToken);
        await server.PatientlyAsync(provider.SeenAsync(1));

        await server.TerminateAsync();
        await server.SaidAsync("draining");
        using var ready = await server.Client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        using var refused = await server.Client.PostAsync(
            new Uri("/api/v1/requests", UriKind.Relative), Json.Content(new { prompt = "Name a sea." }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.False(open.IsCompleted);

        released.SetResult();
        using var answer = await open;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("amber", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var ended = await server.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task An_idle_server_stops_at_once()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        await using var server = await sandbox.ServeAsync();
        await server.TerminateAsync();
        var ended = await server.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal("", ended.Out);
    }
}
