using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cli;

/// <summary>Data on stdout, words for people on stderr, and without a terminal no escapes.</summary>
public sealed class OutputTests
{
    private const string Answer = "Six sevens are 42.\nFINAL ANSWER: 42";

    [Fact]
    public async Task Text_is_the_answer_alone()
    {
        await using var provider = FakeModels.Saying("**amber** \u001b[31m");
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ended = await sandbox.PipeAsync("What is the colour of honey?\n", "ask", "--mode", "fast");
        Assert.True(ended is { Code: 0, Out: "**amber** \u001b[31m\n" }, ended.ToString());
        Assert.DoesNotContain('\u001b', ended.Error);
        Assert.Equal("What is the colour of honey?", Assert.Single(provider.Calls).Prompt);
    }

    [Fact]
    public async Task Json_is_the_final_response_alone()
    {
        await using var provider = FakeModels.Saying(Answer);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ended = await sandbox.PipeAsync("What is 6 times 7?", "ask", "-", "-o", "json", "--mode", "balanced");
        Assert.True(ended.Code == 0, ended.ToString());
        var response = Printed.Value(ended);
        Assert.Equal("completed", response["status"]!.GetValue<string>());
        Assert.Contains("42", response["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(response["simulated"]!.GetValue<bool>());
        Assert.True(response["overall_confidence"]?.GetValue<double>() == 1, ended.ToString());
        Assert.True(response["cost"]!["total_usd"]!.GetValue<decimal>() > 0);
        Assert.Equal(provider.Calls.Select(it => it.Model).Order(), response["members"]!.AsArray().Select(it => it!["model"]!.GetValue<string>()).Order());
        Assert.DoesNotContain('\u001b', ended.Out + ended.Error);
    }

    [Fact]
    public async Task Json_lines_are_the_events_and_then_the_response()
    {
        await using var provider = FakeModels.Saying(Answer);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var lines = Printed.Lines(await sandbox.RunAsync("ask", "What is 6 times 7?", "-o", "jsonl"));
        var events = lines.SkipLast(1).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(it => it["sequence"]!.GetValue<int>()));
        Assert.Equal("request.completed", events[^1]["type"]!.GetValue<string>());
        Assert.Equal("completed", lines[^1]["status"]!.GetValue<string>());

        var id = lines[^1]["id"]!.GetValue<string>();
        var logged = Printed.Lines(await sandbox.RunAsync("events", id, "-o", "jsonl"));
        Assert.Equal(events.Select(it => it.ToJsonString()), logged.Select(it => it.ToJsonString()));
    }

    [Fact]
    public async Task Before_the_first_paid_call_people_read_who_is_asked_and_what_it_may_cost()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(async call =>
        {
            await call.WaitAsync(released.Task);
            await call.AnswerAsync("amber");
        });
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var ask = sandbox.Start("ask", "What is the colour of honey?", "--mode", "fast");
        await ask.PatientlyAsync(provider.SeenAsync(1));
        await ask.SaidAsync("alpha: asked");
        var lines = ask.Error.Text.Split('\n');
        Assert.Equal("council: gathering the council", lines[0]);
        Assert.StartsWith("asking alpha; the prompt goes to alpha-works at 127.0.0.1; expected $", lines[1], StringComparison.Ordinal);
        Assert.True(Array.IndexOf(lines, "alpha: asked") > 1, ask.Error.Text);

        released.SetResult();
        var ended = await ask.EndAsync();
        Assert.Equal("amber\n", ended.Out);
        Assert.Matches(@"\n1 asked, 1 answered · \$0\.\d+ · \d+\.\d s · [0-9a-f-]{36}\n$", ended.Error);
    }
}
