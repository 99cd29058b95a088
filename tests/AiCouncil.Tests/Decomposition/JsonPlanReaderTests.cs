using AiCouncil.Analysis;
using AiCouncil.Requests;
using CsCheck;
using Xunit;

namespace AiCouncil.Decomposition;

public sealed class JsonPlanReaderTests
{
    private const string Two = """{"subtasks":[{"id":"b","goal":"Join.","inputs":["a"],"task_type":"creative_output","answer_type":"document","essential":true},{"id":"a","goal":"Count.","inputs":[],"task_type":"research","answer_type":"number","essential":false}]}""";
    private static readonly RequestAnalysis Asked = new(
        TaskIntent.Question, ComplexityLevel.Complex, TaskType.Reasoning, AnswerType.Document, RiskLevel.Medium, MultiPart: true, 100, []);

    private readonly JsonPlanReader _reader = new();

    [Theory]
    [InlineData("{0}")]
    [InlineData("```json\n{0}\n```")]
    [InlineData("Here is {{my}} plan [1] for you: {0} I hope {{it}} helps.")]
    [InlineData("{{\"note\":\"thinking\"}}\n{0}")]
    [InlineData("\uFEFF\n\n{0}")]
    public void A_plan_is_found_in_what_stands_around_it(string around)
    {
        var plan = Read(string.Format(null, around, Two));
        Assert.Equal(["a", "b"], plan.Subtasks.Select(subtask => subtask.Id));
        Assert.Equal(new Subtask("a", "Count.", TaskType.Research, AnswerType.Number, plan.Subtasks[0].Inputs, false, RiskLevel.Medium), plan.Subtasks[0]);
        Assert.Equal(["a"], plan.Subtasks[1].Inputs);
        Assert.True(plan.Subtasks[1].Essential);
    }

    [Theory]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A",},{"id":"b","goal":"B",},],}""")]
    [InlineData("""[{"id":"a","goal":"A"},{"id":"b","goal":"B"}]""")]
    [InlineData("""{"subtasks":[/* first */{"id":"a","goal":"A","inputs":null},{"id":"b","goal":"B","extra":{"x":[1]}}]}""")]
    public void Trailing_commas_bare_lists_and_missing_fields_do_no_harm(string text)
    {
        var plan = Read(text);
        Assert.Equal(["a", "b"], plan.Subtasks.Select(subtask => subtask.Id));
        Assert.All(plan.Subtasks, subtask => Assert.True(subtask.Essential));
    }

    [Theory]
    [InlineData("""{"id":"x","goal":"All of it.","answer_type":"number"}""")]
    [InlineData("""{"subtasks":[{"id":"main","goal":"All of it.","answer_type":"number","essential":false}]}""")]
    [InlineData("""{"subtasks":{"goal":"All of it.","answer_type":"number"}}""")]
    public void One_node_is_the_whole_request(string text)
    {
        var subtask = Assert.Single(Read(text).Subtasks);
        Assert.Equal((Subtask.SingleId, AnswerType.Number, true), (subtask.Id, subtask.AnswerType, subtask.Essential));
    }

    [Fact]
    public void In_a_plan_of_several_no_subtask_passes_for_the_whole_request()
    {
        var plan = Read("""{"subtasks":[{"id":"main","goal":"A"},{"id":"b","goal":"B","inputs":["main"]}]}""");
        Assert.Equal(["main-part", "b"], plan.Subtasks.Select(subtask => subtask.Id));
        Assert.Equal(["main-part"], plan.Subtasks[1].Inputs);
    }

    [Fact]
    public void Unknown_types_fall_back_to_the_analysis_at_the_end_and_to_prose_before_it()
    {
        var plan = Read("""{"subtasks":[{"id":"a","goal":"A","task_type":"magic","answer_type":7},{"id":"b","goal":"B","inputs":["a"],"answer_type":"Scroll"}]}""");
        Assert.Equal([AnswerType.Prose, AnswerType.Document], plan.Subtasks.Select(subtask => subtask.AnswerType));
        Assert.All(plan.Subtasks, subtask => Assert.Equal(TaskType.Reasoning, subtask.TaskType));
    }

    [Fact]
    public void A_choice_without_offered_options_is_compared_as_a_short_fact() =>
        Assert.Equal(AnswerType.ShortFact, Read("""{"goal":"Which?","answer_type":"choice"}""").Subtasks[0].AnswerType);

    [Theory]
    [InlineData("", "no JSON object")]
    [InlineData("I cannot plan this.", "no JSON object")]
    [InlineData("""{"subtasks":[]}""", "no subtasks")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A"},{"id":"b","goal":"B","inputs":["ghost"]}]}""", "'ghost'")]
    [InlineData("""{"subtasks":[{"id":"twin","goal":"A"},{"id":"twin","goal":"B"}]}""", "'twin'")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A"},{"id":"loop1","goal":"B","inputs":["loop2"]},{"id":"loop2","goal":"C","inputs":["loop1"]}]}""", "'loop")]
    [InlineData("""{"subtasks":[{"id":"me","goal":"A","inputs":["me"]},{"id":"b","goal":"B"}]}""", "'me'")]
    [InlineData("""{"subtasks":[{"id":"Bad Id","goal":"A"},{"id":"b","goal":"B"}]}""", "'Bad Id'")]
    [InlineData("""{"subtasks":[{"id":"a\n","goal":"A"},{"id":"b","goal":"B"}]}""", "subtasks[0].id")]
    [InlineData("""{"subtasks":[{"id":"\ud800","goal":"A"},{"id":"b","goal":"B"}]}""", "subtasks[0].id")]
    [InlineData("""{"subtasks":[{"goal":"A"},{"id":"b","goal":"B"}]}""", "subtasks[0].id")]
    [InlineData("""{"subtasks":[{"id":"a","goal":" \n "},{"id":"b","goal":"B"}]}""", "'a' is empty")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"\udfff"},{"id":"b","goal":"B"}]}""", "'a' is empty")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"\u0000"},{"id":"b","goal":"B"}]}""", "'a' is empty")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A","inputs":"b"},{"id":"b","goal":"B"}]}""", "inputs of subtask 'a'")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A","inputs":[1]},{"id":"b","goal":"B"}]}""", "inputs of subtask 'a'")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A"},"b"]}""", "subtasks[1]")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A","essential":false},{"id":"b","goal":"B","essential":false}]}""", "essential")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A","goal":"B"}]}""", "not valid JSON")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A"},{"id":"b","go""", "not valid JSON")]
    [InlineData("""{"subtasks":[{"id":"a","goal":"A"},{"id" "b"}]}""", "not valid JSON")]
    public void What_is_no_plan_is_refused_with_its_reason(string text, string reason)
    {
        var reading = _reader.Read(text, Asked);
        Assert.Null(reading.Plan);
        Assert.Contains(reason, reading.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_bounded()
    {
        Assert.Contains("50 subtasks", Refusal(Json([.. Enumerable.Range(0, 50).Select(i => Node($"n{i}"))])), StringComparison.Ordinal);
        Assert.Contains("9 subtasks", Refusal(Json([.. Enumerable.Range(0, 9).Select(i => Node($"n{i}"))])), StringComparison.Ordinal);
        Assert.Contains("longer than 2000", Refusal(Json([Node("a") with { Goal = new string('g', 2_001) }, Node("b")])), StringComparison.Ordinal);
        Assert.Contains("longer than 65536", Refusal(new string(' ', 70_000)), StringComparison.Ordinal);
        Assert.Contains("1 to 40", Refusal(Json([Node(new string('a', 41)), Node("b")])), StringComparison.Ordinal);
        Assert.Equal(8, Read(Json([.. Enumerable.Range(0, 8).Select(i => Node($"n{i}") with { Goal = new string('g', 2_000) })])).Subtasks.Count);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"subtasks\":", "}")]
    [InlineData("{\"subtasks\":[", "]}")]
    [InlineData("[{\"a\":", "}]")]
    public void Ten_thousand_levels_are_refused(string open, string close)
    {
        Refusal(string.Concat(Enumerable.Repeat(open, 10_000 / open.Length * 3)));
        Refusal(string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000)));
        Refusal(string.Concat(Enumerable.Repeat(open, 3_000)) + "1" + string.Concat(Enumerable.Repeat(close, 3_000)));
    }

    [Fact]
    public void Raw_lone_surrogates_and_control_characters_leave_clean_goals()
    {
        var plan = Read("{\"subtasks\":[{\"id\":\"a\",\"goal\":\"x\\u0000y\uD800z\\u001b\"}]}");
        Assert.Equal("xy\uFFFDz", plan.Subtasks[0].Goal);
    }

    [Theory]
    [InlineData("""{"\ud800":1,"subtasks":[{"id":"a","goal":"A"}]}""")]
    [InlineData("""{"subtasks":[{"\udc00":1,"id":"a","goal":"A"}]}""")]
    [InlineData("""{"subtasks":[{"\udc00":1,"\udc00":1,"id":"a","goal":"A"}]}""")]
    public void Property_names_that_are_no_text_do_not_throw(string text)
    {
        var reading = _reader.Read(text, Asked);
        Assert.Equal(reading.Plan is null, reading.Refusal is not null);
    }

    [Fact]
    public void Single_is_the_request_itself()
    {
        var subtask = Assert.Single(_reader.Single(Asked).Subtasks);
        Assert.Equal((Subtask.SingleId, TaskType.Reasoning, AnswerType.Document, true, RiskLevel.Medium), (subtask.Id, subtask.TaskType, subtask.AnswerType, subtask.Essential, subtask.Risk));
        Assert.Empty(subtask.Inputs);
    }

    [Fact]
    public void Any_acyclic_plan_comes_back_whole_with_inputs_first() => Dag.Sample(
        nodes =>
        {
            var plan = Read(Json(nodes));
            var seen = new HashSet<string>();
            var ordered = plan.Subtasks.All(subtask => subtask.Inputs.All(seen.Contains) && seen.Add(subtask.Id));
            return ordered && plan.Subtasks.Count == nodes.Length && nodes.All(node =>
                plan.Subtasks.Single(subtask => subtask.Id == node.Id) is var read && read.Goal == node.Goal && read.Inputs.SequenceEqual(node.Inputs));
        },
        iter: 2_000, threads: 1);

    [Fact]
    public void Nodes_that_may_stand_in_the_planners_order_do() =>
        Assert.Equal(["d", "a", "c", "b"], Read(Json([Node("d"), Node("a"), Node("b", "c"), Node("c")])).Subtasks.Select(subtask => subtask.Id));

    [Fact]
    public void Any_cycle_is_refused_with_an_id_on_it() => Gen.Select(Dag, Gen.Int[1, 8], Gen.Int[0, 7]).Sample(
        (nodes, length, start) =>
        {
            var cycle = Enumerable.Range(0, Math.Min(length, nodes.Length)).Select(i => (start + i) % nodes.Length).ToList();
            var broken = nodes.ToArray();
            for (var i = 0; i < cycle.Count; i++)
            {
                var next = nodes[cycle[(i + 1) % cycle.Count]].Id;
                broken[cycle[i]] = broken[cycle[i]] with { Inputs = [.. broken[cycle[i]].Inputs, next] };
            }

            var refusal = Refusal(Json(broken));
            return refusal.Contains("depends on itself", StringComparison.Ordinal) && OnCycle(broken, refusal.Split('\'')[1]);
        },
        iter: 2_000, threads: 1);

    [Fact]
    public void No_text_throws()
    {
        string[] pieces = ["{", "}", "[", "]", "\"subtasks\"", ":", ",", "\"id\"", "\"goal\"", "\"a\"", "\"inputs\"", "\"\\ud800\"", "\uD800", "\0", "```json", "null", "1e999", "true", "\\", "\"", "//", "/*"];
        var mixed = Gen.Int[0, pieces.Length - 1].Array[0, 60].Select(picks => string.Concat(picks.Select(pick => pieces[pick])));
        var cut = Gen.Select(Gen.Int[0, Two.Length], Gen.Int[0, Two.Length], Gen.String, (from, at, text) => Two[Math.Min(from, at)..].Insert(0, text) + Two[..at]);
        Gen.OneOf(Gen.String, mixed, cut).Sample(
            text => _reader.Read(text, Asked) is var reading && (reading.Plan is null) == (reading.Refusal is { Length: > 0 }), iter: 10_000, threads: 1);
    }

    private sealed record PlanNode(string Id, string Goal, string[] Inputs);

    /// <summary>Two to eight nodes in any order, edges from a hidden order.</summary>
    private static readonly Gen<PlanNode[]> Dag =
        from count in Gen.Int[2, Plan.MaxSubtasks]
        from edges in Gen.Bool.Array[count * count]
        from order in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
        select order.Select(i => Node($"n{i}", [.. Enumerable.Range(0, i).Where(j => edges[(i * count) + j]).Select(j => $"n{j}")])).ToArray();

    private static PlanNode Node(string id, params string[] inputs) => new(id, $"Do {id}.", inputs);

    private static string Json(PlanNode[] nodes) => CouncilJson.Serialize(new { Subtasks = nodes });

    private static bool OnCycle(PlanNode[] nodes, string id)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(nodes.Single(node => node.Id == id).Inputs);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                Array.ForEach(nodes.Single(node => node.Id == next).Inputs, open.Push);
            }
        }

        return reached.Contains(id);
    }

    private Plan Read(string text)
    {
        var reading = _reader.Read(text, Asked);
        Assert.Null(reading.Refusal);
        return reading.Plan!;
    }

    private string Refusal(string text)
    {
        var reading = _reader.Read(text, Asked);
        Assert.Null(reading.Plan);
        return reading.Refusal!;
    }
}
