using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cli;

/// <summary>The commands that ask no model.</summary>
public sealed class ToolCommandTests
{
    private const string Key = "secret-that-nobody-prints";

    [Fact]
    public async Task Estimate_analyze_and_models_are_free()
    {
        await using var provider = FakeModels.Saying("never asked");
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var estimate = Printed.Value(await sandbox.RunAsync("estimate", "What is 6 times 7?", "--mode", "best-quality", "-o", "json"));
        Assert.Equal(5, estimate["models"]!.AsArray().Count);
        Assert.InRange(estimate["calls_low"]!.GetValue<int>(), 1, estimate["calls_high"]!.GetValue<int>());
        Assert.InRange(estimate["cost"]!["low"]!.GetValue<decimal>(), 0.0000001m, estimate["cost"]!["high"]!.GetValue<decimal>());

        var analysis = Printed.Value(await sandbox.RunAsync("analyze", "What is 6 times 7?", "-o", "json"));
        Assert.Equal("number", analysis["answer_type"]!.GetValue<string>());

        var models = Printed.Lines(await sandbox.RunAsync("models", "-o", "jsonl"));
        Assert.Equal(Configurations.Names.Order(), models.Select(it => it["name"]!.GetValue<string>()).Order());
        Assert.All(models, it => Assert.True(it["reachable"]!.GetValue<bool>()));
        Assert.Empty(provider.Calls);
        Assert.Equal("", (await sandbox.RunAsync("list", "-o", "jsonl")).Out);
    }

    [Fact]
    public async Task Doctor_says_what_cannot_be_reached_and_hides_keys()
    {
        using var sandbox = new Sandbox();
        sandbox.Write("council.json", $$$"""
            {"Council": {"Models": {
              "here": {"Provider": "simulated"},
              "gone": {"Provider": "openai-compatible", "Endpoint": "{{{FakeProvider.Nobody()}}}", "ApiKey": "{{{Key}}}"} } } }
            """);
        var doctor = await sandbox.RunAsync("doctor");
        Assert.True(doctor.Code == 3, doctor.ToString());
        Assert.Contains("!! model gone", doctor.Out, StringComparison.Ordinal);
        Assert.Contains("not reachable", doctor.Out, StringComparison.Ordinal);
        Assert.Contains("ok model here", doctor.Out.Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, doctor.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_show_names_each_layer_and_hides_secrets()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        sandbox.Variables["Council__Models__paid__Provider"] = "openai";
        sandbox.Variables["Council__Models__paid__ApiKey"] = Key;
        sandbox.Variables["Council__Defaults__Mode"] = "fast";
        var shown = await sandbox.RunAsync("config", "show");
        Assert.True(shown.Code == 0, shown.ToString());
        Assert.Matches(@"Council:Defaults:Mode = fast +environment", shown.Out);
        Assert.Matches(@"Council:Models:sim:Provider = simulated +\S*council\.json", shown.Out);
        Assert.Matches(@"Council:Lease:Seconds = 3 +\S*council\.json", shown.Out);
        Assert.Matches(@"Council:Workers:Slots = 32 +default", shown.Out);
        Assert.Contains($"Council:Sqlite:Path = {sandbox.Journal}", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Council:Models:paid:ApiKey", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        using var sandbox = new Sandbox();
        var version = await sandbox.RunAsync("--version");
        Assert.Equal((0, ""), (version.Code, version.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", version.Out);
    }

    [Fact]
    public async Task Replay_reuses_what_was_paid_for_and_fresh_pays_again()
    {
        await using var provider = FakeModels.Saying("Six sevens are 42.\nFINAL ANSWER: 42");
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var first = Printed.Value(await sandbox.RunAsync("ask", "What is 6 times 7?", "-o", "json"));
        var paid = provider.Calls.Count;
        var id = first["id"]!.GetValue<string>();

        var replay = Printed.Value(await sandbox.RunAsync("replay", id, "-o", "json"));
        Assert.Equal(first["content"]!.GetValue<string>(), replay["content"]!.GetValue<string>());
        Assert.NotEqual(id, replay["id"]!.GetValue<string>());
        Assert.Equal(0, replay["cost"]!["total_usd"]!.GetValue<decimal>());
        Assert.Equal(paid, provider.Calls.Count);

        var fresh = await sandbox.RunAsync("replay", id, "--fresh", "-o", "json");
        Assert.Equal(0, fresh.Code);
        Assert.Equal(paid * 2, provider.Calls.Count);
    }
}
