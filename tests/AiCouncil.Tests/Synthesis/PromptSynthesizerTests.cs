using AiCouncil.Decomposition;
using AiCouncil.Requests;
using AiCouncil.Synthesis;
using Xunit;

namespace AiCouncil.Tests.Synthesis;

public sealed class PromptSynthesizerTests
{
    private static readonly PromptSynthesizer Synthesizer = new();

    private static readonly ChatTurn[] Conversation =
        [new("system", "Be brief."), new("user", "What is 6 times 7?"), new("assistant", "Why?"), new("user", "For a test.")];

    [Fact]
    public void Without_a_contract_the_conversation_itself_is_the_prompt() =>
        Assert.Equal(Conversation, Synthesizer.MemberPrompt(Task(Subtask.SingleId, contract: false)));

    [Fact]
    public void The_contract_is_added_to_the_last_question_and_the_turns_are_kept()
    {
        var prompt = Synthesizer.MemberPrompt(Task(Subtask.SingleId, contract: true));

        Assert.Equal(Conversation[..3], prompt.Take(3));
        Assert.StartsWith("For a test.\n\n", prompt[3].Text, StringComparison.Ordinal);
        Assert.Contains("\nFINAL ANSWER: <the number alone", prompt[3].Text, StringComparison.Ordinal);
        Assert.Contains("FINAL ANSWER: I don't know", prompt[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_that_ends_with_the_assistant_gets_the_contract_as_a_turn()
    {
        var prompt = Synthesizer.MemberPrompt(Task(Subtask.SingleId, contract: true) with { Conversation = Conversation[..3] });

        Assert.Equal("system", prompt[^1].Role);
        Assert.Contains(AnswerContract.Marker, prompt[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subtask_sees_the_request_its_goal_and_its_inputs()
    {
        var input = new SubtaskResult("a", "Find the radius", AnswerType.Number, "3", "It is small.\nFINAL ANSWER: 3", true);
        var turn = Assert.Single(Synthesizer.MemberPrompt(Task("b", contract: true) with { Inputs = [input] }));

        Assert.Equal("user", turn.Role);
        Assert.Contains("For a test.", turn.Text, StringComparison.Ordinal);
        Assert.Contains("Goal: Find the radius", turn.Text, StringComparison.Ordinal);
        Assert.Contains("Exact value: 3", turn.Text, StringComparison.Ordinal);
        Assert.Contains("\nMultiply\n", turn.Text, StringComparison.Ordinal);
        Assert.Contains(AnswerContract.Marker, turn.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_prompt_mentions_the_council()
    {
        var result = new SubtaskResult("a", "Find it", AnswerType.Number, "3", "3", true);
        var prompts = new[]
        {
            Synthesizer.PlanPrompt(Conversation),
            Synthesizer.MemberPrompt(Task("b", contract: true) with { Inputs = [result] }),
            Synthesizer.SynthesisPrompt(new SynthesisTask(Conversation, result, [result])),
        };

        Assert.All(prompts.SelectMany(it => it), turn => Assert.DoesNotContain("council", turn.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_planner_is_given_a_closed_schema()
    {
        var prompt = Synthesizer.PlanPrompt(Conversation);

        Assert.Contains("code_generation", prompt[0].Text, StringComparison.Ordinal);
        Assert.Contains("math_expression", prompt[0].Text, StringComparison.Ordinal);
        Assert.Contains("At most 8 subtasks", prompt[0].Text, StringComparison.Ordinal);
        Assert.Contains("If one call suffices, return one subtask", prompt[0].Text, StringComparison.Ordinal);
        Assert.Contains("user: For a test.", prompt[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Settled_values_and_every_text_are_in_the_synthesis_prompt()
    {
        var words = new SubtaskResult("words", "Explain", AnswerType.Prose, null, "Because.", true);
        var number = new SubtaskResult("number", "Count", AnswerType.Number, "42", "Counted.\nFINAL ANSWER: 42", true);
        var prompt = Synthesizer.SynthesisPrompt(new SynthesisTask(Conversation, words, [number]));

        Assert.Contains("written exactly like this:\n- 42", prompt[0].Text, StringComparison.Ordinal);
        Assert.Contains("name=\"base\">\nBecause.\n", prompt[1].Text, StringComparison.Ordinal);
        Assert.Contains("name=\"number\">\nGoal: Count", prompt[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AnswerContract.Marker, prompt[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_task_is_the_same_prompt()
    {
        var result = new SubtaskResult("a", "Find it", AnswerType.Number, "3", "3", true);
        var task = new SynthesisTask(Conversation, result, [result]);

        Assert.Equal(Synthesizer.SynthesisPrompt(task), Synthesizer.SynthesisPrompt(task));
    }

    [Fact]
    public void One_result_is_its_text_and_several_get_headings()
    {
        var first = new SubtaskResult("a", "# Find\nthe radius", AnswerType.Number, "3", "Small.\n\nFINAL ANSWER: 3", true);
        var second = new SubtaskResult("b", "Explain", AnswerType.Prose, null, "Because.\n", true);

        Assert.Equal("Small.\n\n**3**", Synthesizer.Joined([first]));
        Assert.Equal("## Find the radius\n\nSmall.\n\n**3**\n\n## Explain\n\nBecause.", Synthesizer.Joined([first, second]));
    }

    private static MemberTask Task(string id, bool contract) => new(
        Conversation, new Subtask(id, "Multiply", TaskType.Reasoning, AnswerType.Number, [], Essential: true, RiskLevel.Low), [], [], contract);
}
