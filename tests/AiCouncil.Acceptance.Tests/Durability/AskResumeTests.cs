using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>What becomes of the request of an <c>ask</c> that is killed, interrupted or detached.</summary>
public sealed class AskResumeTests
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_killed_ask_is_listed_as_not_running_and_resumed_by_its_id()
    {
        await using var provider = FakeModels.Start(AnswerWhenReleasedAsync);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var id = await KillMidCallAsync(sandbox, provider, "What is the colour of honey?");
        Assert.Contains("not running", (await sandbox.RunAsync("list")).Out, StringComparison.Ordinal);
        Assert.Contains("process is gone", (await ListedAsync(sandbox, id))["not_running"]!.GetValue<string>(), StringComparison.Ordinal);

        _released.SetResult();
        var resumed = await sandbox.RunAsync("ask", "--resume", id);

        Assert.True(resumed.Code == 0, resumed.ToString());
        Assert.Equal("amber\n", resumed.Out);
        Assert.Contains(id, resumed.Error, StringComparison.Ordinal);
        Assert.Equal(2, provider.Calls.Count); // the one that was lost, and its reissue
        var details = await ShowAsync(sandbox, id);
        Assert.Equal(["lost", "answered"], details["attempts"]!.AsArray().Select(it => it!["result"]!.GetValue<string>()));
        Assert.Equal(3, (await sandbox.RunAsync("ask", "--resume", "0199a8c2-0000-7000-8000-000000000001")).Code);
    }

    [Fact]
    public async Task A_new_ask_pays_for_its_own_question_alone_and_serve_adopts_what_was_left()
    {
        await using var provider = FakeModels.Start(AnswerWhenReleasedAsync);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var left = await KillMidCallAsync(sandbox, provider, "What is the colour of honey?");
        _released.SetResult();

        var other = await sandbox.RunAsync("ask", "Name a sea.", "--model", "beta");
        Assert.True(other.Code == 0, other.ToString());
        Assert.Equal(["gamma", "beta"], provider.Calls.Select(it => it.Model));
        Assert.Equal("queued or in_progress", Running((await ListedAsync(sandbox, left))["status"]!));

        await using var server = await sandbox.ServeAsync();
        Assert.Contains("event: request.completed", await server.FollowAsync(left), StringComparison.Ordinal);
        Assert.Equal(["gamma", "beta", "gamma"], provider.Calls.Select(it => it.Model));
        Assert.Equal(3, (await sandbox.RunAsync("cancel", left, "--server", server.Url.ToString())).Code);
    }

    [Fact]
    public async Task What_would_go_to_another_host_is_taken_up_by_nobody()
    {
        await using var provider = FakeModels.Start(AnswerWhenReleasedAsync);
        var configuration = Configurations.FiveModels(provider);
        using var sandbox = new Sandbox(configuration);
        var left = await KillMidCallAsync(sandbox, provider, "What is the colour of honey?");
        _released.SetResult();
        sandbox.Write("council.json", configuration.ToJsonString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

        var resumed = await sandbox.RunAsync("ask", "--resume", left);
        Assert.True(resumed.Code == 2 && resumed.Error.Contains("another provider or host", StringComparison.Ordinal), resumed.ToString());
        await using var server = await sandbox.ServeAsync();
        await server.SaidAsync("lacks the model 'gamma' at openai-compatible 127.0.0.1");
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task Ctrl_C_once_cancels_says_what_was_spent_and_exits_130()
    {
        await using var provider = FakeModels.Start(AnswerWhenReleasedAsync);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var ask = sandbox.Start("ask", "What is the colour of honey?", "--model", "gamma");
        await ask.PatientlyAsync(provider.SeenAsync(1));
        await ask.InterruptAsync();
        var ended = await ask.EndAsync();

        Assert.True(ended.Code == 130, ended.ToString());
        Assert.Contains("; spent $", ended.Error, StringComparison.Ordinal);
        Assert.Equal("", ended.Out);
        var listed = Assert.Single(Printed.Lines(await sandbox.RunAsync("list", "-o", "jsonl")));
        Assert.Equal("cancelled", listed["status"]!.GetValue<string>());
        Assert.Contains($"cancelled {listed["id"]}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_request_waits_unpaid_until_a_server_finishes_it()
    {
        await using var provider = FakeModels.Start(AnswerWhenReleasedAsync);
        _released.SetResult();
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var detached = await sandbox.RunAsync("ask", "What is the colour of honey?", "--detach");
        Assert.True(detached.Code == 0, detached.ToString());
        var id = detached.Out.Trim();
        Assert.Empty(provider.Calls);

        await using var server = await sandbox.ServeAsync();
        Assert.Contains("event: request.completed", await server.FollowAsync(id), StringComparison.Ordinal);
        Assert.Equal("amber", (await server.GetAsync($"/api/v1/requests/{id}"))["content"]!.GetValue<string>());
    }

    private async Task AnswerWhenReleasedAsync(ModelCall call)
    {
        await call.WaitAsync(_released.Task);
        await call.AnswerAsync("amber");
    }

    /// <summary>Kills an <c>ask</c> of the model gamma while its only call is at the provider; the request's id.</summary>
    private static async Task<string> KillMidCallAsync(Sandbox sandbox, FakeModels provider, string prompt)
    {
        await using var ask = sandbox.Start("ask", prompt, "--model", "gamma");
        await ask.PatientlyAsync(provider.SeenAsync(1));
        await ask.KillAsync();
        return Assert.Single(Printed.Lines(await sandbox.RunAsync("list", "-o", "jsonl")))["id"]!.GetValue<string>();
    }

    private static async Task<JsonNode> ListedAsync(Sandbox sandbox, string id) =>
        Printed.Lines(await sandbox.RunAsync("list", "-o", "jsonl")).Single(it => it["id"]!.GetValue<string>() == id);

    private static async Task<JsonNode> ShowAsync(Sandbox sandbox, string id) => Printed.Value(await sandbox.RunAsync("show", id, "-o", "json"));

    private static string Running(JsonNode status) =>
        status.GetValue<string>() is "queued" or "in_progress" ? "queued or in_progress" : status.GetValue<string>();
}
