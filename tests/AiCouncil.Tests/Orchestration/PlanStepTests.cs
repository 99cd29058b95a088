using AiCouncil.Journal;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Orchestration;

/// <summary>A request with several parts: planned, run as a graph, put together.</summary>
public sealed class PlanStepTests
{
    [Fact]
    public void The_planner_is_a_call_like_any_other_and_comes_first()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question);
        var plan = Assert.Single(bench.Calls);
        Assert.Equal((CallRole.Plan, CallState.Ready), (plan.Role, plan.State));
        Assert.True(plan.Grant.RetryUnusable);
    }

    [Fact]
    public void A_configured_planner_is_taken()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question, settings: new AdvanceSettings { Planner = "cheap-a" });
        Assert.Equal("cheap-a", bench.Asked);
    }

    [Theory]
    [InlineData(ExecutionMode.Fast)]
    [InlineData(ExecutionMode.Direct)]
    public void Fast_and_direct_never_plan(ExecutionMode mode)
    {
        var bench = new RequestBench(mode, Plans.Question, change: spec => mode == ExecutionMode.Direct ? spec with { Models = ["cheap-a"] } : spec);
        Assert.Equal(CallRole.Member, Assert.Single(bench.Calls).Role);
    }

    [Fact]
    public void In_a_diamond_the_first_two_run_side_by_side_and_the_third_is_given_both_results()
    {
        var bench = Planned(Plans.Diamond);
        Assert.Equal(["a", "b", "b"], Open(bench));

        bench.Answer(bench.CallFor("a"), "The electric van is 9,300 euros cheaper.").Advance();
        Assert.Equal(["b", "b", "d"], Open(bench));
        Assert.DoesNotContain(bench.Calls, call => call.Subtask == "c");

        AnswerAll(bench, "b", "1200 / 90 = 13.33, so 14.\nFINAL ANSWER: 14");
        Assert.Equal(["c", "d"], Open(bench));
        var prompt = bench.PromptOf(bench.CallFor("c"));
        Assert.Contains("The electric van is 9,300 euros cheaper.", prompt, StringComparison.Ordinal);
        Assert.Contains("Exact value: 14", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("Look for tax credits", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_optional_subtask_degrades_and_its_successor_goes_on_without_it()
    {
        var bench = Planned(Plans.Diamond);
        bench.Answer(bench.CallFor("a"), "Costs.").Advance();
        AnswerAll(bench, "b", "FINAL ANSWER: 14");
        bench.Answer(bench.CallFor("c"), "14 vans, 9,300 euros each.").Advance();
        FailAll(bench, "d");
        Assert.Equal(["e"], Open(bench));
        Assert.Contains("optional subtask 'd' failed: bad_gateway", bench.Degraded);
        Assert.DoesNotContain("tax credits", bench.PromptOf(bench.CallFor("e")), StringComparison.Ordinal);

        bench.Answer(bench.CallFor("e"), "Buy 14 electric vans.").Advance();
        bench.Answer(Assert.Single(bench.Calls, call => call.Role == CallRole.Synthesis), "Buy 14 electric vans; each saves 9,300 euros.").Advance();
        Assert.Equal((RequestState.Completed, true), (bench.Row.State, bench.Final.Degraded));
        Assert.Equal("Buy 14 electric vans; each saves 9,300 euros.", bench.Final.Content);
        Assert.Equal("failed", bench.Final.Subtasks.Single(subtask => subtask.Id == "d").State);
    }

    [Fact]
    public void A_failed_essential_subtask_fails_the_request_with_its_name()
    {
        var bench = Planned(Plans.Diamond);
        FailAll(bench, "a");

        Assert.Equal((RequestState.Failed, "subtask_failed"), (bench.Row.State, bench.Final.Error!.Code));
        Assert.Contains("'a'", bench.Final.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Calls, call => call.State is CallState.Ready or CallState.InFlight);
    }

    [Theory]
    [InlineData("""{"subtasks":[{"id":"a","goal":"x","inputs":["b"]},{"id":"b","goal":"y","inputs":["a"]}]}""", "'a'")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"x","inputs":["nowhere"]},{"id":"b","goal":"y"}]}""", "'nowhere'")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"x"},{"id":"a","goal":"y"}]}""", "Two subtasks have the id 'a'")]
    [InlineData("I would rather answer at once: buy the electric van.", "no JSON object")]
    [InlineData("", "no JSON object")]
    public void A_plan_that_is_no_graph_falls_back_to_one_task_and_says_why(string plan, string reason) => FallsBack(plan, reason);

    [Fact]
    public void A_plan_of_fifty_nodes_falls_back_to_one_task_and_says_why() => FallsBack(Plans.Wide(50), "50 subtasks, 8 are allowed");

    [Fact]
    public void A_planner_that_fails_is_no_reason_to_fail()
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question);
        bench.Fail(bench.Calls[0], "throttled").Advance();
        Assert.Contains("planning failed (throttled); answered as one task", bench.Degraded);
        Assert.Equal("main", bench.Calls[^1].Subtask);
    }

    [Fact]
    public void A_plan_of_one_node_is_the_request_itself()
    {
        var bench = Planned(Plans.Of([Plans.Node("anything")]));
        Assert.All(bench.Calls.Skip(1), call => Assert.Equal("main", call.Subtask));
        Assert.Empty(bench.Degraded);
    }

    [Fact]
    public void At_the_deadline_the_finished_subtasks_are_the_answer()
    {
        var bench = Planned(Plans.Diamond);
        bench.Answer(bench.CallFor("a"), "The electric van is cheaper.").Advance();
        bench.After(TimeSpan.FromMinutes(3)).Advance();
        Assert.Equal((RequestState.Completed, "The electric van is cheaper."), (bench.Row.State, bench.Final.Content));
        Assert.Contains("subtask 'b' was not finished: deadline_exceeded", bench.Degraded);
    }

    private static void FallsBack(string plan, string reason)
    {
        var bench = Planned(plan.Length == 0 ? " " : plan);
        Assert.Contains(bench.Degraded, it => it.StartsWith("the plan was refused", StringComparison.Ordinal) && it.Contains(reason, StringComparison.Ordinal));
        Assert.Equal("main", bench.Calls[^1].Subtask);

        while (!bench.Row.Terminal)
        {
            bench.Answer(bench.Calls.First(call => call.State == CallState.Ready), "Buy the electric van.").Advance();
        }

        Assert.Equal((RequestState.Completed, "Buy the electric van.", true), (bench.Row.State, bench.Final.Content, bench.Final.Degraded));
    }

    private static RequestBench Planned(string plan)
    {
        var bench = new RequestBench(ExecutionMode.Balanced, Plans.Question);
        bench.Answer(bench.Calls[0], plan).Advance();
        return bench;
    }

    private static List<string> Open(RequestBench bench) =>
        [.. bench.Calls.Where(call => call.State == CallState.Ready).Select(call => call.Subtask).Order(StringComparer.Ordinal)];

    private static void AnswerAll(RequestBench bench, string subtask, string text)
    {
        foreach (var call in bench.Calls.Where(call => call.Subtask == subtask && call.State == CallState.Ready).ToList())
        {
            bench.Answer(call, text);
        }

        bench.Advance();
    }

    private static void FailAll(RequestBench bench, string subtask)
    {
        while (bench.Calls.FirstOrDefault(call => call.Subtask == subtask && call.State == CallState.Ready) is { } call)
        {
            bench.Fail(call).Advance();
        }
    }
}
