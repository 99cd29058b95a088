using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cli;

/// <summary>Every command as the client of a running server, from a machine that has no configuration of its own.</summary>
public sealed class RemoteClientTests
{
    [Fact]
    public async Task A_request_is_submitted_followed_listed_shown_and_replayed()
    {
        await using var provider = FakeModels.Saying("Six sevens are 42.\nFINAL ANSWER: 42");
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var server = await sandbox.ServeAsync();
        using var client = Client(server);

        var id = (await client.RunAsync("submit", "What is 6 times 7?")).Out.Trim();
        var events = Printed.Lines(await client.RunAsync("events", "-f", id, "-o", "jsonl"));
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(it => it["sequence"]!.GetValue<int>()));
        Assert.Equal("request.completed", events[^1]["type"]!.GetValue<string>());

        Assert.Equal(id, Assert.Single(Printed.Lines(await client.RunAsync("list", "-o", "jsonl")))["id"]!.GetValue<string>());
        var paid = provider.Calls.Count;
        Assert.Equal(paid, Printed.Value(await client.RunAsync("show", id, "-o", "json"))["attempts"]!.AsArray().Count);
        Assert.Contains("42", (await client.RunAsync("replay", id)).Out, StringComparison.Ordinal);
        Assert.Equal(paid, provider.Calls.Count);
        Assert.Equal(5, Printed.Lines(await client.RunAsync("models", "-o", "jsonl")).Count);
        Assert.False(File.Exists(client.Journal));
    }

    [Fact]
    public async Task Ask_waits_for_the_servers_answer_and_health_and_doctor_speak_to_it()
    {
        await using var provider = FakeModels.Saying("amber");
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var server = await sandbox.ServeAsync();
        using var client = Client(server);

        var asked = await client.RunAsync("ask", "What is the colour of honey?", "--mode", "fast");
        Assert.True(asked is { Code: 0, Out: "amber\n" }, asked.ToString());
        Assert.Equal("ok", Printed.Value(await client.RunAsync("health", "-o", "json"))["status"]!.GetValue<string>());
        Assert.Matches(@"(?m)^status +ok", (await client.RunAsync("health")).Out);
        Assert.Matches(@"(?m)^journal +Sqlite", (await client.RunAsync("doctor")).Out);
        Assert.Equal("Sqlite", Printed.Value(await client.RunAsync("doctor", "-o", "json"))["journal"]!.GetValue<string>());
        Assert.Equal(2, (await client.RunAsync("ask", "x", "--model", "nobody")).Code);
        Assert.Equal(3, (await client.RunAsync("show", "0199a8c2-0000-7000-8000-000000000001")).Code);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_waiting_and_only_cancel_ends_the_request()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(call => call.WaitAsync(released.Task));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var server = await sandbox.ServeAsync();
        using var client = Client(server);
        await using var ask = client.Start("ask", "What is the colour of honey?", "--model", "gamma");
        await ask.PatientlyAsync(provider.SeenAsync(1));
        await ask.InterruptAsync();
        var stopped = await ask.EndAsync();
        var listed = Assert.Single(Printed.Lines(await client.RunAsync("list", "-o", "jsonl")));
        var id = listed["id"]!.GetValue<string>();

        Assert.True(stopped.Code == 130, stopped.ToString());
        Assert.Contains(id, stopped.Error, StringComparison.Ordinal);
        Assert.True(listed["status"]!.GetValue<string>() is "queued" or "in_progress");

        var cancelled = await client.RunAsync("cancel", id);
        Assert.True(cancelled.Code == 0, cancelled.ToString());
        Assert.Contains("event: request.cancelled", await server.FollowAsync(id), StringComparison.Ordinal);
        Assert.Equal(3, (await client.RunAsync("cancel", id)).Code);
    }

    private static Sandbox Client(ServerProcess server)
    {
        var client = new Sandbox();
        client.Variables["COUNCIL_URL"] = server.Url.ToString();
        return client;
    }
}
