using System.Text.Json;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>
/// The OpenAI-compatible adapter and whole councils against aimock. Its journal is the third party's account of what was sent;
/// the council's own must hold the same, call for call.
/// </summary>
public sealed class AimockTests(ClientWorld world)
{
    private const string Question = "What is 17 * 24?";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A refusal is asked again (three sends in all) unless it is about the request or the key; a lost answer once; a paid one never.</summary>
    [Theory]
    [InlineData("mock-500", "no_usable_answer", "rejected rejected rejected")]
    [InlineData("mock-429", "no_usable_answer", "rejected rejected rejected")]
    [InlineData("mock-400", "no_usable_answer", "rejected")]
    [InlineData("mock-401", "no_usable_answer", "rejected")]
    [InlineData("mock-garbage", "no_usable_answer", "unusable")]
    [InlineData("mock-empty", "no_usable_answer", "unusable")]
    [InlineData("mock-gone", "worker_lost", "ambiguous ambiguous")]
    public async Task Each_fault_has_its_outcome_and_its_number_of_sends(string model, string code, string outcomes)
    {
        var server = await world.ServerAsync();
        var answer = await server.AskAsync(new { prompt = Question, mode = "direct", models = new[] { model } }, Ct);

        Assert.Equal(("failed", code), (answer.Text("status"), answer.GetProperty("error").Text("code")));
        var attempts = await server.AttemptsAsync(answer.Text("id")!, Ct);
        Assert.Equal(outcomes, string.Join(' ', attempts.Select(attempt => attempt.Result)));
        Assert.Equal(attempts.Count, (await AskedAsync(name => name == model)).Count);
    }

    [Theory]
    [InlineData("best-quality", 3, 5)]
    [InlineData("balanced", 2, 4)]
    public async Task A_council_of_five_asks_exactly_what_its_journal_says(string mode, int least, int most)
    {
        // A journal of its own, so that the counts are this council's alone.
        await using var mock = await Aimock.StartAsync(world.Home($"mock-{mode}"));
        using var machine = ClientWorld.Machine(mock);
        await using var server = await machine.ServeAsync();
        var answer = await server.AskAsync(new { prompt = Question, mode, models = MockModels.Panel }, Ct);

        Assert.Equal("completed", answer.Text("status"));
        Assert.EndsWith("**408**", answer.Text("content"), StringComparison.Ordinal);
        var attempts = await server.AttemptsAsync(answer.Text("id")!, Ct);
        Assert.InRange(attempts.Count, least, most);
        AssertSame(attempts, await mock.AskedAsync(_ => true, Ct));
    }

    [Theory]
    [InlineData("best-quality")]
    [InlineData("balanced")]
    public async Task Ask_in_one_process_asks_exactly_what_its_journal_says(string mode)
    {
        await using var mock = await Aimock.StartAsync(world.Home($"mock-ask-{mode}"));
        using var machine = ClientWorld.Machine(mock);
        var asked = await machine.RunAsync("ask", Question, "--mode", mode, "--models", string.Join(',', MockModels.Panel), "-o", "json");
        Assert.True(asked.Code == 0, asked.ToString());
        var answer = JsonDocument.Parse(asked.Out).RootElement;
        var shown = await machine.RunAsync("show", answer.Text("id")!, "-o", "json");

        Assert.Equal(0, shown.Code);
        Assert.EndsWith("**408**", answer.Text("content"), StringComparison.Ordinal);
        AssertSame(Attempt.In(JsonDocument.Parse(shown.Out).RootElement), await mock.AskedAsync(_ => true, Ct));
    }

    [Fact]
    public async Task Under_chaos_every_request_ends_and_nothing_is_sent_that_no_journal_knows()
    {
        await using var mock = await Aimock.StartAsync(world.Home("mock-chaos"));
        using var machine = ClientWorld.Machine(mock);
        await using var server = await machine.ServeAsync();
        var modes = Enumerable.Range(0, 24).Select(number => number % 2 == 0 ? "best-quality" : "balanced");
        var answers = await Task.WhenAll(modes.Select(mode => server.AskAsync(new { prompt = Question, mode, models = MockModels.Chaos, timeout_s = 80 }, Ct)));
        var attempts = new List<Attempt>();
        foreach (var answer in answers)
        {
            Assert.True(answer.Text("status") is "completed" or "failed", answer.ToString());
            Assert.True(answer.Text("status") == "failed" || answer.Text("content")!.EndsWith("**408**", StringComparison.Ordinal), answer.ToString());
            attempts.AddRange(await server.AttemptsAsync(answer.Text("id")!, Ct));
        }

        TestContext.Current.SendDiagnosticMessage(
            "chaos: {0} of {1} completed, {2}", answers.Count(answer => answer.Text("status") == "completed"), answers.Length,
            string.Join(", ", attempts.GroupBy(attempt => attempt.Result).Select(group => $"{group.Count()} {group.Key}")));
        Assert.True(attempts.Select(attempt => attempt.Result).Distinct().Count() >= 3, "chaos did not happen");
        AssertSame(attempts, await mock.AskedAsync(_ => true, Ct));
    }

    /// <summary>Model for model the same number; a cancelled call may have been cut off before the other side took note of it.</summary>
    private static void AssertSame(IReadOnlyList<Attempt> ours, IReadOnlyList<string> theirs)
    {
        var models = ours.Select(attempt => attempt.Model).Concat(theirs).Distinct().Order().ToList();
        foreach (var model in models)
        {
            var sent = ours.Where(attempt => attempt.Model == model && attempt.Sent).ToList();
            Assert.InRange(theirs.Count(name => name == model), sent.Count(attempt => !attempt.Cancelled), sent.Count);
        }
    }

    private async Task<IReadOnlyList<string>> AskedAsync(Func<string, bool> model) => await (await world.MockAsync()).AskedAsync(model, Ct);
}
