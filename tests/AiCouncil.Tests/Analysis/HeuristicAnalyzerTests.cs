using System.Text;
using AiCouncil.Requests;
using CsCheck;
using Xunit;

namespace AiCouncil.Analysis;

public sealed class HeuristicAnalyzerTests(ITestOutputHelper output)
{
    private readonly HeuristicAnalyzer _analyzer = new();

    [Theory]
    [InlineData(nameof(RequestAnalysis.AnswerType), 0.95)]
    [InlineData(nameof(RequestAnalysis.TaskType), 0.90)]
    [InlineData(nameof(RequestAnalysis.Intent), 0.90)]
    [InlineData(nameof(RequestAnalysis.Complexity), 0.80)]
    [InlineData(nameof(RequestAnalysis.Risk), 0.95)]
    [InlineData(nameof(RequestAnalysis.MultiPart), 0.95)]
    public void Labelled_prompts_are_read_as_a_person_does(string field, double atLeast)
    {
        var misses = LabelledPrompts.All.Select(label => (label.Prompt, Wanted: Of(label, field), Found: Of(Analyze(label.Prompt), field)))
            .Where(miss => !miss.Wanted.Equals(miss.Found)).ToList();
        var accuracy = 1 - (misses.Count / (double)LabelledPrompts.All.Count);

        output.WriteLine($"{field}: {accuracy:P1} of {LabelledPrompts.All.Count}");
        misses.ForEach(miss => output.WriteLine($"  wanted {miss.Wanted}, found {miss.Found}: {miss.Prompt.ReplaceLineEndings(" | ")}"));
        Assert.True(LabelledPrompts.All.Count >= 80);
        Assert.True(accuracy >= atLeast, $"{field}: {accuracy:P1}, wanted {atLeast:P0}; " + string.Join("; ", misses.Take(12)));
    }

    [Fact]
    public void Prompts_written_after_the_rules_are_read_too()
    {
        var right = LabelledPrompts.Unseen.Count(label => Analyze(label.Prompt) is { MultiPart: false } found && found.AnswerType == label.AnswerType);
        output.WriteLine($"AnswerType: {right} of {LabelledPrompts.Unseen.Count}");
        Assert.True(right >= 0.9 * LabelledPrompts.Unseen.Count, $"{right} of {LabelledPrompts.Unseen.Count}");
    }

    [Theory]
    [InlineData("Which?\nA) red\nB) blue\nC) green", "A,B,C")]
    [InlineData("Pick the best: (A) red (B) blue", "A,B")]
    [InlineData("Which is right?\na. red\nb. blue", "A,B")]
    [InlineData("Which one of these is even?\n1) 3\n2) 4", "1,2")]
    [InlineData("Is it heavier than air, yes or no?", "yes,no")]
    [InlineData("True or false: two is even.", "true,false")]
    [InlineData("Which is larger, Jupiter or Saturn?", "Jupiter,Saturn")]
    [InlineData("Which is heavier, a kilogram of feathers or a pound of iron, and by how much?", "kilogram of feathers,pound of iron")]
    [InlineData("Which is longer, a mile or a kilometre, and by how much?", "mile,kilometre")]
    [InlineData("Which colour is warmest: red, green or blue?", "red,green,blue")]
    public void The_offered_options_come_back_in_order(string prompt, string choices) =>
        Assert.Equal(choices.Split(','), Analyze(prompt).Choices);

    [Theory]
    [InlineData("Explain this code:\n```\nA) first\nB) second\nC) third\n```")]
    [InlineData("Explain this code:\n~~~\n(A) first\n(B) second\n~~~")]
    [InlineData("Write a quiz program with this text:\n<pre>\nA) yes\nB) no\n</pre>")]
    [InlineData("Translate this file:\n```\nAnswer yes or no\nA. one\nB. two")]
    public void A_list_inside_code_is_no_choice(string prompt)
    {
        var analysis = Analyze(prompt);
        Assert.NotEqual(AnswerType.Choice, analysis.AnswerType);
        Assert.Empty(analysis.Choices);
    }

    [Fact]
    public void Only_a_choice_has_options() => Assert.All(
        LabelledPrompts.All.Select(label => Analyze(label.Prompt)),
        analysis => Assert.Equal(analysis.AnswerType == AnswerType.Choice, analysis.Choices.Count >= 2));

    /// <summary>A newcomer's first questions: answers that members can be seen to agree on.</summary>
    [Theory]
    [InlineData("Which is heavier, a kilogram of feathers or a pound of iron, and by how much?", AnswerType.Choice)]
    [InlineData("Is 3599 a prime number?", AnswerType.Choice)]
    [InlineData("A bat and a ball cost $1.10 in total. The bat costs $1.00 more than the ball. How much does the ball cost in cents?", AnswerType.Number)]
    public void The_questions_of_the_readme_are_voted_on(string prompt, AnswerType type)
    {
        var analysis = Analyze(prompt);
        Assert.Equal((type, false), (analysis.AnswerType, analysis.MultiPart));
    }

    [Fact]
    public void The_last_user_message_decides()
    {
        var analysis = _analyzer.Analyze([new("user", "Write an essay about rivers."), new("assistant", "Rivers …"), new("user", "How many rivers does Peru have?")]);
        Assert.Equal(AnswerType.Number, analysis.AnswerType);
    }

    [Fact]
    public void An_elliptical_follow_up_is_read_with_the_question_before_it()
    {
        var analysis = _analyzer.Analyze([new("user", "What is the capital of France?"), new("assistant", "Paris"), new("user", "And Germany?")]);
        Assert.Equal(AnswerType.ShortFact, analysis.AnswerType);
    }

    [Theory]
    [InlineData("Answer with yes or no.", AnswerType.Choice)]
    [InlineData("Reply only with a number.", AnswerType.Number)]
    public void The_system_turn_prescribes_the_format(string system, AnswerType wanted) =>
        Assert.Equal(wanted, _analyzer.Analyze([new("system", system), new("user", "Tell me about the weight of an elephant.")]).AnswerType);

    [Fact]
    public void The_system_turn_raises_the_risk() => Assert.Equal(
        RiskLevel.High, _analyzer.Analyze([new("system", "You advise doctors on medication."), new("user", "What is usual here?")]).Risk);

    [Fact]
    public void Input_tokens_count_the_whole_conversation() =>
        Assert.Equal(250, _analyzer.Analyze([new("system", new string('s', 400)), new("user", new string('u', 600))]).InputTokens);

    [Fact]
    public void What_is_asked_is_found_at_either_end_of_a_long_prompt()
    {
        var story = string.Concat(Enumerable.Repeat("The river flows past the old mill and nobody minds. ", 100_000));
        Assert.Equal(AnswerType.Document, Analyze("Write a report about this text.\n" + story).AnswerType);
        Assert.Equal(AnswerType.Choice, Analyze(story + "\nWhich is right?\nA) mill\nB) sea").AnswerType);
    }

    [Fact]
    public void Nothing_to_read_is_prose()
    {
        Assert.Equal(AnswerType.Prose, Analyze("").AnswerType);
        Assert.Equal(AnswerType.Prose, _analyzer.Analyze([]).AnswerType);
        Assert.Equal(AnswerType.Prose, Analyze("\0\uD800 \uDFFF\u200B").AnswerType);
    }

    [Fact]
    public void Any_text_is_read_and_twice_the_same()
    {
        string[] words = ["A)", "(B)", "\n", "```", "how many", "?", "first", "then", "$x^2$", "yes or no", "\\frac", "1.", "\uD800", "\0", "which", " or "];
        var mixed = Gen.Select(Gen.Int[0, words.Length - 1].Array[0, 60], Gen.String, (picks, text) => string.Join(' ', picks.Select(pick => words[pick])) + text);
        Gen.OneOf(Gen.String, mixed).Sample(
            text => Same(Analyze(text), Analyze(text)), iter: 2_000, threads: 1);
    }

    [Fact]
    public void Five_mebibytes_are_read_in_bounded_memory()
    {
        var prompt = new StringBuilder().Insert(0, "A) B) first and then 3+4 $x$ or ?\n", 160_000).ToString();
        Analyze(prompt);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Analyze(prompt);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    private RequestAnalysis Analyze(string prompt) => _analyzer.Analyze([new ChatTurn("user", prompt)]);

    private static bool Same(RequestAnalysis left, RequestAnalysis right) =>
        left with { Choices = [] } == right with { Choices = [] } && left.Choices.SequenceEqual(right.Choices);

    private static object Of(object row, string field) => row.GetType().GetProperty(field)!.GetValue(row)!;
}
