using System.Globalization;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>Several processes on one SQLite journal.</summary>
public sealed class OneJournalTests
{
    [Fact]
    public async Task Two_asks_and_a_server_at_once_all_answer()
    {
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            await call.WaitAsync(together.Task);
            await call.AnswerAsync("amber");
        });
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var server = await sandbox.ServeAsync();
        await using var one = sandbox.Start("ask", "What is the colour of honey?", "--model", "alpha");
        await using var two = sandbox.Start("ask", "What is the colour of resin?", "--model", "beta");
        var id = await server.SubmitAsync(new { prompt = "What is the colour of straw?", mode = "direct", models = new[] { "gamma" } });

        await server.PatientlyAsync(provider.SeenAsync(3)); // each of the three has its own call under way
        together.SetResult();

        Assert.Contains("event: request.completed", await server.FollowAsync(id), StringComparison.Ordinal);
        foreach (var ask in new[] { one, two })
        {
            var ended = await ask.EndAsync();
            Assert.True(ended is { Code: 0, Out: "amber\n" }, ended.ToString());
        }

        Assert.Equal(3, provider.Calls.Count);
        Assert.Equal(3, (await server.GetAsync("/api/v1/requests"))["data"]!.AsArray().Count(it => it!["status"]!.GetValue<string>() == "completed"));
    }

    [Fact]
    public async Task A_second_server_refuses_and_names_the_first()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        await using (var first = await sandbox.ServeAsync())
        {
            var second = await sandbox.RunAsync("serve", "--urls", "http://127.0.0.1:0");
            Assert.True(second.Code == 2, second.ToString());
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {first.Id}"), second.Error, StringComparison.Ordinal);
            Assert.Equal("ok", (await first.GetAsync("/health"))["status"]!.GetValue<string>());
            await first.KillAsync();
        }

        await using var successor = await sandbox.ServeAsync(); // a killed one leaves no place behind
        Assert.Equal("ok", (await successor.GetAsync("/health"))["status"]!.GetValue<string>());
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_journal_is_its_owners_alone()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        await using var server = await sandbox.ServeAsync();
        await server.FollowAsync(await server.SubmitAsync(new { prompt = "Name a colour." }));
        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var folder = Path.GetDirectoryName(sandbox.Journal)!;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & others);
        var files = Directory.GetFiles(folder);
        Assert.Contains(sandbox.Journal, files);
        Assert.Contains(sandbox.Journal + "-wal", files);
        Assert.All(files, it => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(it)));
    }
}
