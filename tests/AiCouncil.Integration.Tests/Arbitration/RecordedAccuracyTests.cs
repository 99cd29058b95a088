using System.Globalization;
using AiCouncil.Arbitration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Arbitration;

/// <summary>What plurality reaches on recorded outputs of real models; without COUNCIL_EVAL_DATA, on the project's own sample.</summary>
public sealed class RecordedAccuracyTests(ITestOutputHelper output)
{
    private static readonly PluralityArbiter Arbiter = new();

    private static readonly Dictionary<AnswerType, IAnswerNormalizer> Normalizers = new IAnswerNormalizer[]
    {
        new ChoiceNormalizer(), new NumberNormalizer(), new LiteralNormalizer(), new MathNormalizer(), new ShortFactNormalizer(),
    }.ToDictionary(it => it.Type);

    public static TheoryData<RecordedSet> Sets => [.. RecordedQuestions.Sets];

    [Theory]
    [MemberData(nameof(Sets), DisableDiscoveryEnumeration = true)]
    public void The_plurality_of_the_council_reaches_its_target(RecordedSet set)
    {
        var questions = RecordedQuestions.Read(set.File).ToList();
        var council = Score(questions, set.Council);

        output.WriteLine($"{set.Name}, {questions.Count} questions");
        output.WriteLine(Row("who", "right %", "unread"));
        foreach (var member in set.Council)
        {
            Print(member, Score(questions, [member]), questions.Count);
        }

        Print("council", council, questions.Count);
        Assert.NotEmpty(questions);
        Assert.True(Percent(council.Right, questions.Count) >= set.Target, $"{Percent(council.Right, questions.Count):0.00} is below {set.Target}");
    }

    [Theory]
    [MemberData(nameof(Sets), DisableDiscoveryEnumeration = true)]
    public void Stopping_when_the_vote_is_decided_changes_no_answer(RecordedSet set)
    {
        foreach (var question in RecordedQuestions.Read(set.File))
        {
            var whole = Rule(question, set.Council, pending: 0);
            var asked = Enumerable.Range(1, set.Council.Count)
                .Select(count => Rule(question, set.Council.Take(count), set.Council.Count - count))
                .First(ruling => ruling.Decided);

            Assert.Equal(Key(question, whole.Answer), Key(question, asked.Answer));
        }
    }

    private void Print(string who, (int Right, int Unread) score, int count) => output.WriteLine(
        Row(who, Percent(score.Right, count).ToString("0.00", CultureInfo.InvariantCulture), score.Unread.ToString(CultureInfo.InvariantCulture)));

    private static string Row(string who, string right, string unread) => $"{who,-42} {right,8} {unread,8}";

    private static double Percent(int right, int count) => 100.0 * right / count;

    private static (int Right, int Unread) Score(List<RecordedQuestion> questions, IReadOnlyList<string> members)
    {
        var rulings = questions.ConvertAll(question => (question, ruling: Rule(question, members, pending: 0)));
        return (rulings.Count(it => Right(it.question, it.ruling)), rulings.Sum(it => it.ruling.Unreadable.Count));
    }

    private static bool Right(RecordedQuestion question, Ruling ruling) =>
        ruling.Answer is not null && Key(question, ruling.Answer) == Key(question, question.Reference);

    private static string? Key(RecordedQuestion question, string? answer) =>
        answer is null ? null : Normalizers[question.Type].Normalize(answer, RecordedQuestions.Choices(question))?.Key ?? answer;

    private static Ruling Rule(RecordedQuestion question, IEnumerable<string> members, int pending) => Arbiter.Rule(new ArbitrationQuestion(
        "main", question.Type, RecordedQuestions.Choices(question),
        [.. members.Where(question.Outputs.ContainsKey).Select((model, index) => new MemberAnswer(index + 1, model, model, 0.5, question.Outputs[model]))], pending, AgreeToStop: 0));
}
