using AiCouncil.Journal;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>The last step: several results become one text, and no exact value is lost on the way.</summary>
public sealed class FinishStepTests
{
    [Fact]
    public void Two_essential_results_are_edited_into_one_text_by_one_call()
    {
        var bench = TwoParts();
        var synthesis = Assert.Single(bench.Calls, call => call.Role == CallRole.Synthesis);
        bench.Answer(synthesis, "You need 14 vans and 3 drivers.").Advance();
        Assert.Equal("You need 14 vans and 3 drivers.", bench.Final.Content);
        Assert.False(bench.Final.Degraded);
    }

    [Fact]
    public void A_synthesis_that_lost_an_exact_value_is_refused_and_the_results_stand_side_by_side()
    {
        var bench = TwoParts();
        bench.Answer(bench.Calls.Single(call => call.Role == CallRole.Synthesis), "You need about a dozen vans and 3 drivers.").Advance();

        Assert.Contains("the synthesis lost 1 exact value(s) and was refused; the results stand side by side", bench.Degraded);
        Assert.Contains("14", bench.Final.Content, StringComparison.Ordinal);
        Assert.Contains("## Do part s1.", bench.Final.Content, StringComparison.Ordinal);
        Assert.Equal(RequestState.Completed, bench.Row.State);
    }

    [Fact]
    public void A_synthesis_that_fails_leaves_the_results_side_by_side()
    {
        var bench = TwoParts();
        bench.Fail(bench.Calls.Single(call => call.Role == CallRole.Synthesis), "unauthorized").Advance();
        Assert.Contains("the synthesis failed (unauthorized); the results stand side by side", bench.Degraded);
        Assert.Contains("14", bench.Final.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_to_edit_is_no_edit()
    {
        var bench = TwoParts();
        bench.Answer(bench.Calls.Single(call => call.Role == CallRole.Synthesis), "14 and 3: I cannot help with that.", "refusal").Advance();
        Assert.Contains("the synthesis was refused; the results stand side by side", bench.Degraded);
    }

    [Fact]
    public void One_subtask_with_one_answer_needs_no_synthesis()
    {
        var bench = new RequestBench(ExecutionMode.Balanced);
        bench.Answer("cheap-a", "FINAL ANSWER: 42").Answer("cheap-b", "FINAL ANSWER: 42").Advance();
        Assert.DoesNotContain(bench.Calls, call => call.Role == CallRole.Synthesis);
    }

    private static RequestBench TwoParts()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question);
        bench.Answer(bench.Calls[0], Plans.Wide(2)).Advance();
        foreach (var call in bench.Calls.Where(call => call.State == CallState.Ready).ToList())
        {
            bench.Answer(call, call.Subtask == "s0" ? "FINAL ANSWER: 14" : "FINAL ANSWER: 3");
        }

        bench.Advance();
        return bench;
    }
}
