using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Trouble;

/// <summary>Providers that misbehave: the council answers while its quorum holds, and says what it is missing.</summary>
public sealed class ProviderTroubleTests
{
    private const string Answer = "Six sevens are 42.\nFINAL ANSWER: 42";
    private const string Question = "What is 6 times 7?";

    [Theory]
    [InlineData("garbage")]
    [InlineData("nothing")]
    [InlineData("empty text")]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("500")]
    [InlineData("401")]
    [InlineData("429")]
    [InlineData("429 for a second")]
    [InlineData("never")]
    public async Task The_council_answers_around_members_that_fail(string trouble)
    {
        string[] failing = ["alpha", "epsilon"];
        await using var provider = FakeModels.Start(call => failing.Contains(call.Sent.Model) ? FailAsync(call, trouble) : call.AnswerAsync(Answer));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider, callTimeoutSeconds: 2));

        var balanced = await sandbox.RunAsync("ask", Question, "--mode", "balanced", "-o", "json", "--strict");
        failing = ["gamma", "delta", "epsilon"];
        var best = await sandbox.RunAsync("ask", Question, "--mode", "best-quality", "-o", "json", "--strict");

        Assert.True(balanced.Code == 0, balanced.ToString());
        Assert.Contains("alpha: ", balanced.Error, StringComparison.Ordinal);
        Assert.Contains("2 answered, 2 agreed", balanced.Error, StringComparison.Ordinal);
        Assert.True(best.Code == 4, best.ToString());
        var response = Printed.Value(best);
        Assert.Contains("42", response["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(response["degraded_reasons"]!.AsArray(), it => it!.GetValue<string>().Contains("2 usable answers where 3 were wanted", StringComparison.Ordinal));
        Assert.Equal(["alpha", "beta"], States(response, "completed"));
        Assert.All(response["members"]!.AsArray().Where(it => it!["state"]!.GetValue<string>() != "completed"), it => Assert.NotNull(it!["error"]));
        Assert.Contains("5 asked, 2 answered, 2 agreed", best.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_the_request_fails_and_names_the_reason()
    {
        await using var provider = FakeModels.Start(call => FailAsync(call, "500"));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ended = await sandbox.RunAsync("ask", Question, "--mode", "balanced", "-o", "json");
        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Equal("failed", Printed.Value(ended)["status"]!.GetValue<string>());
        Assert.Contains("failed: ", ended.Error, StringComparison.Ordinal);
        Assert.All(provider.Calls.GroupBy(it => it.Model), it => Assert.InRange(it.Count(), 1, 3));
    }

    [Theory]
    [InlineData("401")]
    [InlineData("empty text")]
    public async Task Fast_falls_back_to_the_next_model(string trouble)
    {
        await using var provider = FakeModels.Start(call => call.Sent.Model == "alpha" ? FailAsync(call, trouble) : call.AnswerAsync("amber"));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ended = await sandbox.RunAsync("ask", "What is the colour of honey?", "--mode", "fast");
        Assert.True(ended is { Code: 0, Out: "amber\n" }, ended.ToString());
        Assert.Equal(["alpha", "beta"], provider.Calls.Select(it => it.Model));
        Assert.Contains("alpha: failed", ended.Error, StringComparison.Ordinal);
        Assert.Contains("2 asked, 1 answered", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Direct_waits_as_long_as_a_throttled_provider_asks_and_then_answers()
    {
        await using var provider = FakeModels.Start(call => call.Wire.Number == 1 ? call.ErrorAsync(429, "Retry-After: 2") : call.AnswerAsync("amber"));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ended = await sandbox.RunAsync("ask", "What is the colour of honey?", "--model", "gamma", "-o", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal(2, provider.Calls.Count);
        Assert.InRange(provider.Calls[1].At - provider.Calls[0].At, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(30));
        var id = Printed.Value(ended)["id"]!.GetValue<string>();
        var attempts = Printed.Value(await sandbox.RunAsync("show", id, "-o", "json"))["attempts"]!.AsArray();
        Assert.Equal(["rejected", "answered"], attempts.Select(it => it!["result"]!.GetValue<string>()));
        Assert.Equal(0, attempts[0]!["cost"]!.GetValue<decimal>());
    }

    private static IEnumerable<string> States(JsonNode response, string state) => response["members"]!.AsArray()
        .Where(it => it!["state"]!.GetValue<string>() == state).Select(it => it!["model"]!.GetValue<string>()).Order();

    private static async Task FailAsync(ModelCall call, string trouble)
    {
        switch (trouble)
        {
            case "garbage":
                await call.Wire.AnswerAsync(200, "<html>bad gateway, well formed</html>", "text/html");
                break;
            case "nothing":
                await call.Wire.AnswerAsync(200, "");
                break;
            case "empty text":
                await call.AnswerAsync("");
                break;
            case "cut":
                await call.Wire.RawAsync(FakeCall.Head(200, "application/json", "Content-Length: 500") + "{\"choices\":[{\"message\":");
                call.Wire.Close();
                break;
            case "reset":
                call.Wire.Reset();
                break;
            case "429":
                await call.ErrorAsync(429);
                break;
            case "429 for a second":
                await call.ErrorAsync(429, "Retry-After: 1");
                break;
            case "never":
                await call.Wire.StallAsync();
                break;
            default:
                await call.ErrorAsync(int.Parse(trouble, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
