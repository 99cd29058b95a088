using AiCouncil.Arbitration;
using AiCouncil.Requests;
using CsCheck;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

/// <summary>What holds for every text and every order of answers.</summary>
public sealed class ArbitrationProperties
{
    private static readonly PluralityArbiter Arbiter = new();

    private static readonly IAnswerNormalizer[] Normalizers =
        [new ChoiceNormalizer(), new NumberNormalizer(), new LiteralNormalizer(), new MathNormalizer(), new ShortFactNormalizer()];

    private static readonly string[] Pieces =
    [
        "FINAL ANSWER:", "final answer", "\"answer\"", ":", "{", "}", "\"", "'", "\\", "\\frac", "\\boxed", "\\sqrt", "\\text", "$", "**", "`", "```", "\n", " ",
        "(", ")", "[", "]", "1", "2,345", "0.5", "-", "/", "=", "==", "e9", "%", "A", "b)", "(C)", "the", "I don't know", "answer is", ".", ",", "π", "√", "²", "½",
        "\uD800", "\0", "́", "İ", "ß", "assert f(", "True", "x", "^", "°", "10^3", "×",
    ];

    private static readonly string[] Votes = ["1", "2", "3", "I don't know", "none to see"];

    private static readonly Gen<string> Text = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]), Gen.String[0, 4]).Array[0, 14].Select(parts => string.Concat(parts));

    [Fact]
    public void No_text_makes_a_normaliser_or_the_reader_throw() => Text.Sample(text =>
    {
        foreach (var normalizer in Normalizers)
        {
            normalizer.Normalize(text, []);
            normalizer.LastResort(text, ["A", "B"]);
            AnswerReader.Read(text, normalizer, ["(A) one", "(B) two"]);
        }
    }, iter: 3_000);

    [Fact]
    public void Normalising_a_shown_answer_again_changes_nothing() => Text.Sample(text =>
    {
        foreach (var normalizer in Normalizers)
        {
            if (normalizer.Normalize(text, []) is { } answer)
            {
                Assert.Equal((normalizer.Type, answer.Key), (normalizer.Type, normalizer.Normalize(answer.Display, [])?.Key));
            }
        }
    }, iter: 3_000);

    [Fact]
    public void Folding_twice_is_folding_once() => Text.Sample(text => Assert.Equal(ShortFactNormalizer.Fold(text), ShortFactNormalizer.Fold(ShortFactNormalizer.Fold(text))), iter: 3_000);

    [Fact]
    public void Numbers_keep_their_exact_value() => Gen.Select(Gen.Long, Gen.Int[0, 6]).Sample((digits, decimals) =>
    {
        var value = digits / (decimal)Math.Pow(10, decimals);
        var read = new NumberNormalizer().Normalize(value.ToString("#,##0.############", System.Globalization.CultureInfo.InvariantCulture), []);

        Assert.Equal(value, decimal.Parse(read!.Display, System.Globalization.CultureInfo.InvariantCulture));
    }, iter: 1_000);

    [Fact]
    public void The_ruling_does_not_depend_on_the_order_of_the_answers() => Gen.Select(Answers, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int).Sample((answers, pending, agree, seed) =>
    {
        var shuffled = answers.ToArray();
        new Random(seed).Shuffle(shuffled);
        var expected = Arbiter.Rule(new ArbitrationQuestion("main", AnswerType.Number, [], answers, pending, agree));
        var actual = Arbiter.Rule(new ArbitrationQuestion("main", AnswerType.Number, [], shuffled, pending, agree));

        Assert.Equal(CouncilJson.Serialize(expected), CouncilJson.Serialize(actual));
    }, iter: 1_000);

    [Fact]
    public void A_majority_always_wins() => Answers.Sample(answers =>
    {
        var ruling = Arbiter.Rule(new ArbitrationQuestion("main", AnswerType.Number, [], answers, 0, 0));
        var majority = answers.GroupBy(it => it.Text).FirstOrDefault(it => it.Count() * 2 > answers.Length && it.Key.Length == 1);

        Assert.True(majority is null || ruling.Answer == majority.Key);
    }, iter: 1_000);

    [Fact]
    public void What_is_decided_stays_decided_whatever_comes() => Gen.Select(Answers, Gen.Int[1, 6]).Sample((answers, seen) =>
    {
        var early = Arbiter.Rule(new ArbitrationQuestion("main", AnswerType.Number, [], [.. answers.Take(seen)], Math.Max(0, answers.Length - seen), 0));
        var late = Arbiter.Rule(new ArbitrationQuestion("main", AnswerType.Number, [], answers, 0, 0));

        Assert.True(!early.Decided || early.Answer == late.Answer);
    }, iter: 1_000);

    private static Gen<MemberAnswer[]> Answers =>
        Gen.Select(Gen.Int[0, Votes.Length - 1].Select(index => Votes[index]), Gen.Double[0, 1]).Array[1, 7]
            .Select(votes => votes.Select((vote, index) => new MemberAnswer(index + 1, $"m{index}", $"f{index}", vote.Item2, vote.Item1)).ToArray());
}
