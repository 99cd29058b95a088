using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cli;

/// <summary>What scripts read (2 and 130 have tests of their own).</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public async Task Zero_when_answered_and_four_when_strict_and_degraded()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        var loose = await sandbox.RunAsync("ask", "What is 6 times 7?", "--mode", "best-quality");
        var strict = await sandbox.RunAsync("ask", "What is 6 times 7?", "--mode", "best-quality", "--strict");
        var plain = await sandbox.RunAsync("ask", "Name a colour.", "--model", "sim", "--strict");
        Assert.True(loose.Code == 0, loose.ToString());
        Assert.Contains("degraded: ", loose.Error, StringComparison.Ordinal);
        Assert.True(strict.Code == 4, strict.ToString());
        Assert.NotEqual("", strict.Out);
        Assert.True(plain.Code == 0, plain.ToString());
    }

    [Fact]
    public async Task Three_when_the_request_failed()
    {
        await using var provider = FakeModels.Start(call => call.ErrorAsync(400));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var text = await sandbox.RunAsync("ask", "Name a colour.", "--model", "alpha");
        Assert.True(text is { Code: 3, Out: "" }, text.ToString());
        Assert.Contains("failed: ", text.Error, StringComparison.Ordinal);

        var json = await sandbox.RunAsync("ask", "Name a colour.", "--model", "alpha", "-o", "json");
        Assert.Equal(3, json.Code);
        Assert.Equal("failed", Printed.Value(json)["status"]!.GetValue<string>());
        Assert.NotEqual("", Printed.Value(json)["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Five_when_no_server_can_be_reached()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        var nobody = FakeProvider.Nobody().GetLeftPart(UriPartial.Authority);
        var named = await sandbox.RunAsync("list", "--server", nobody);
        Assert.True(named is { Code: 5, Out: "" }, named.ToString());
        Assert.Contains("council serve", named.Error, StringComparison.Ordinal);
        sandbox.Variables["COUNCIL_URL"] = nobody;
        Assert.Equal(5, (await sandbox.RunAsync("ask", "x")).Code);
        Assert.Equal(5, (await sandbox.RunAsync("health")).Code);
    }
}
