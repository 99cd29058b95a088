using AiCouncil.Integration.Tests.Requests;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Orchestration;

/// <summary>A plan through the whole path: journal, relay, transport, worker, chat clients.</summary>
public sealed class ScriptedPlannerTests
{
    private const string Question =
        """
        Please do all of this:
        1. Compare the costs of a diesel and an electric delivery van over five years in detail.
        2. Describe the charging infrastructure that a depot needs for these vans.
        3. Then write a recommendation for the board that uses both results.
        """;

    private const string Diamond =
        """
        {"subtasks": [
          {"id": "a", "goal": "Compare costs.", "answer_type": "prose"},
          {"id": "b", "goal": "Describe charging.", "answer_type": "prose"},
          {"id": "c", "goal": "Combine both.", "inputs": ["a", "b"], "answer_type": "prose"},
          {"id": "d", "goal": "Look for tax credits.", "inputs": ["a"], "answer_type": "prose", "essential": false},
          {"id": "e", "goal": "Recommend.", "inputs": ["c", "d"], "answer_type": "prose"}
        ]}
        """;

    [Fact]
    public async Task A_and_b_run_at_the_same_time_and_c_is_given_both_results()
    {
        var meeting = new Meeting();
        var member = new ScriptedChatClient(async (prompt, ct) => await Answer(prompt, meeting, ct));
        await using var host = await Start(member);

        var answer = await host.Council.AskAsync(Request);

        Assert.Equal((RequestState.Completed, false), (answer.Status, answer.Degraded));
        Assert.Equal("The edited whole.", answer.Content);
        var combining = Assert.Single(member.Prompts, prompt => IsFor(prompt, "Combine both."));
        Assert.Contains("Electric is cheaper by 9,300.", combining, StringComparison.Ordinal);
        Assert.Contains("Eleven wall boxes.", combining, StringComparison.Ordinal);
        Assert.DoesNotContain("A credit of 2,000.", combining, StringComparison.Ordinal);
        Assert.Contains("A credit of 2,000.", Assert.Single(member.Prompts, prompt => IsFor(prompt, "Recommend.")), StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c", "d", "e"], answer.Subtasks.Select(subtask => subtask.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failed_optional_subtask_degrades_the_answer()
    {
        var meeting = new Meeting();
        var member = new ScriptedChatClient(async (prompt, ct) => IsFor(prompt, "Look for tax credits.") ? "" : await Answer(prompt, meeting, ct));
        await using var host = await Start(member);

        var answer = await host.Council.AskAsync(Request);

        Assert.Equal((RequestState.Completed, true), (answer.Status, answer.Degraded));
        Assert.Contains(answer.DegradedReasons, reason => reason.StartsWith("optional subtask 'd' failed", StringComparison.Ordinal));
        Assert.Equal("failed", answer.Subtasks.Single(subtask => subtask.Id == "d").State);
    }

    [Fact]
    public async Task A_failed_essential_subtask_fails_the_request_with_its_name()
    {
        var meeting = new Meeting();
        var member = new ScriptedChatClient(async (prompt, ct) => IsFor(prompt, "Combine both.") ? "" : await Answer(prompt, meeting, ct));
        await using var host = await Start(member);

        var answer = await host.Council.AskAsync(Request);

        Assert.Equal((RequestState.Failed, "subtask_failed"), (answer.Status, answer.Error!.Code));
        Assert.Contains("'c'", answer.Error.Message, StringComparison.Ordinal);
    }

    private static CouncilRequest Request => CouncilRequest.From(Question) with { Mode = ExecutionMode.Balanced, Timeout = TimeSpan.FromSeconds(30) };

    private static Task<HostedCouncil> Start(ScriptedChatClient member) => HostedCouncil.StartAsync(
        council => council
            .AddModel("planner", _ => new ScriptedChatClient(Diamond))
            .AddModel("editor", _ => new ScriptedChatClient("The edited whole."))
            .AddModel("member", _ => member)
            .AddModel("twin", _ => member)
            .UseSqlite()
            .AddWorker(),
        ("Council:Roles:Planner", "planner"), ("Council:Roles:Synthesis", "editor"), ("Council:Panel", "member,twin"));

    private static async Task<string> Answer(string prompt, Meeting meeting, CancellationToken ct)
    {
        if (IsFor(prompt, "Compare costs."))
        {
            await meeting.ArriveFirstAsync(ct);
            return "Electric is cheaper by 9,300.";
        }

        if (IsFor(prompt, "Describe charging."))
        {
            await meeting.ArriveSecondAsync(ct);
            return "Eleven wall boxes.";
        }

        return IsFor(prompt, "Look for tax credits.") ? "A credit of 2,000." : IsFor(prompt, "Combine both.") ? "Both combined." : "Buy electric vans.";
    }

    private static bool IsFor(string prompt, string goal) => prompt.Contains("Do this part and no other:\n" + goal, StringComparison.Ordinal);

    /// <summary>Two calls that each end only once the other has begun: they meet, or the request's deadline ends the test.</summary>
    private sealed class Meeting
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task ArriveFirstAsync(CancellationToken ct)
        {
            _first.TrySetResult();
            return _second.Task.WaitAsync(ct);
        }

        public Task ArriveSecondAsync(CancellationToken ct)
        {
            _second.TrySetResult();
            return _first.Task.WaitAsync(ct);
        }
    }
}
