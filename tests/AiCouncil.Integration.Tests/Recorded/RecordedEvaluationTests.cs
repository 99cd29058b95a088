using System.Globalization;
using AiCouncil.Arbitration;
using AiCouncil.Integration.Tests.Arbitration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Recorded;

/// <summary>
/// Councils of recorded models through the whole path in one process: what they get right, what they cost, and whether the estimate
/// knew. On the folder that COUNCIL_EVAL_DATA names, else on a small sample that belongs to this project.
/// </summary>
public sealed class RecordedEvaluationTests(ITestOutputHelper output)
{
    private const int Questions = 100;

    /// <summary>The cheap models of one recorded set answer many questions with a bare letter, which no estimate foresees.</summary>
    private const double LadderHolds = 0.8;

    private static readonly Dictionary<AnswerType, IAnswerNormalizer> Normalizers = new IAnswerNormalizer[]
    {
        new ChoiceNormalizer(), new NumberNormalizer(), new LiteralNormalizer(), new MathNormalizer(), new ShortFactNormalizer(),
    }.ToDictionary(it => it.Type);

    public static TheoryData<RecordedCouncilSet> Sets => [.. RecordedCouncil.Sets];

    [Fact]
    public async Task Best_quality_on_grade_school_mathematics_is_as_right_as_an_independent_plurality_and_costs_what_was_estimated()
    {
        var set = RecordedCouncil.Sets[0];
        var answers = await RecordedCouncil.AskAsync(set, set.Best, ExecutionMode.BestQuality, Questions);
        var council = answers.Count(answer => Council(answer) == Reference(answer));
        var plurality = answers.Count(answer => NaivePlurality.Of(Texts(answer, set)) == Reference(answer));
        var singles = set.Best.ToDictionary(member => member.Column, member => answers.Count(answer => NaivePlurality.Number(answer.Question.Outputs[member.Column]) == Reference(answer)));
        var held = answers.Count(Held);

        Report(set, "best_quality", answers, council);
        foreach (var (column, right) in singles)
        {
            output.WriteLine($"{column,-42} {right}");
        }

        output.WriteLine($"best single {singles.Values.Max()}, independent plurality {plurality}, council {council}");
        Assert.Equal(RecordedCouncil.IsSample ? 10 : Questions, answers.Count);
        Assert.InRange(council, plurality - 1, plurality + 1);
        Assert.True(council >= 0.95 * answers.Count, $"{council} of {answers.Count} are right");
        Assert.True(held >= 0.9 * answers.Count, $"the estimate held in {held} of {answers.Count}");
    }

    [Theory]
    [MemberData(nameof(Sets), DisableDiscoveryEnumeration = true)]
    public async Task Balanced_is_at_least_as_right_as_its_best_cheap_member_and_its_cost_was_estimated(RecordedCouncilSet set)
    {
        var answers = await RecordedCouncil.AskAsync(set, set.Ladder, ExecutionMode.Balanced, int.MaxValue);
        var council = answers.Count(Right);
        var cheap = set.Ladder.OrderBy(member => member.Out).Take(2).Max(member => answers.Count(answer => IsRight(answer.Question, answer.Question.Outputs[member.Column])));

        Report(set, "balanced", answers, council);
        output.WriteLine($"best cheap member {100.0 * cheap / answers.Count:0.0} %");
        Assert.True(council >= cheap, $"{council} are right, the best cheap member has {cheap}");
        Assert.All(answers, answer => Assert.InRange(answer.Response.Members.Count, 1, 4));
        Assert.True(answers.Count(Held) >= LadderHolds * answers.Count, $"the estimate held in {answers.Count(Held)} of {answers.Count}");
    }

    [Theory]
    [MemberData(nameof(Sets), DisableDiscoveryEnumeration = true)]
    public async Task The_estimate_of_best_quality_holds_in_nine_of_ten(RecordedCouncilSet set)
    {
        var answers = await RecordedCouncil.AskAsync(set, set.Best, ExecutionMode.BestQuality, Questions);
        Report(set, "best_quality", answers, answers.Count(Right));
        Assert.True(answers.Count(Held) >= 0.9 * answers.Count, $"the estimate held in {answers.Count(Held)} of {answers.Count}");
    }

    private void Report(RecordedCouncilSet set, string mode, IReadOnlyList<RecordedAnswer> answers, int right)
    {
        var ratios = answers.Select(answer => (double)answer.Estimate.Cost.High!.Value.Nano / answer.Estimate.Cost.Low!.Value.Nano).Order().ToList();
        var most = answers.Max(answer => answer.Response.Members.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}, {mode}, {answers.Count} questions"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"right {100.0 * right / answers.Count:0.0} % · ${1000 * answers.Average(it => it.Cost):0.000} per 1k prompts · {answers.Average(it => it.Calls):0.00} calls · stopped early {100.0 * answers.Count(it => it.Response.Members.Count < most) / answers.Count:0.0} %"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"estimate: held in {answers.Count(Held)} (below {answers.Count(it => it.Cost < it.Estimate.Cost.Low!.Value.ToDecimal())}, above {answers.Count(it => it.Cost > it.Estimate.Cost.High!.Value.ToDecimal())}), median high/low {ratios[ratios.Count / 2]:0.0}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"read as another type {answers.Count(it => it.Response.Subtasks.Count > 0 && it.Response.Subtasks[0].AnswerType != it.Question.Type)}, degraded {answers.Count(it => it.Response.Degraded)}, not completed {answers.Count(it => it.Response.Status != RequestState.Completed)}"));
        foreach (var reason in answers.SelectMany(it => it.Response.DegradedReasons).GroupBy(it => it).OrderByDescending(it => it.Count()).Take(5))
        {
            output.WriteLine($"  {reason.Count()} × {reason.Key}");
        }
    }

    private static bool Held(RecordedAnswer answer) =>
        answer.Cost >= answer.Estimate.Cost.Low!.Value.ToDecimal() && answer.Cost <= answer.Estimate.Cost.High!.Value.ToDecimal();

    private static IEnumerable<string> Texts(RecordedAnswer answer, RecordedCouncilSet set) => set.Best.Select(member => answer.Question.Outputs[member.Column]);

    private static decimal? Council(RecordedAnswer answer) => NaivePlurality.Number(Voted(answer) ?? answer.Response.Content ?? "");

    private static string? Voted(RecordedAnswer answer) => answer.Response.Verdicts is [var verdict, ..] ? verdict.Answer : null;

    private static decimal? Reference(RecordedAnswer answer) => NaivePlurality.Number(answer.Question.Reference);

    private static bool Right(RecordedAnswer answer) => IsRight(answer.Question, Voted(answer) is { } voted ? "FINAL ANSWER: " + voted : answer.Response.Content ?? "");

    /// <summary>By the normaliser of the question's true type, whatever analysis took it for.</summary>
    private static bool IsRight(RecordedQuestion question, string text)
    {
        var normalizer = Normalizers[question.Type];
        var choices = RecordedQuestions.Choices(question);
        return AnswerReader.Read(text, normalizer, choices)?.Answer.Key is { } key && key == normalizer.Normalize(question.Reference, choices)?.Key;
    }
}
