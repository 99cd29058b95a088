using AiCouncil.Arbitration;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Arbitration;

public sealed class PluralityArbiterTests
{
    private static readonly PluralityArbiter Arbiter = new();

    [Theory]
    [InlineData(AnswerType.Choice, true)]
    [InlineData(AnswerType.Number, true)]
    [InlineData(AnswerType.Literal, true)]
    [InlineData(AnswerType.MathExpression, true)]
    [InlineData(AnswerType.ShortFact, true)]
    [InlineData(AnswerType.Prose, false)]
    [InlineData(AnswerType.Document, false)]
    public void Prose_and_documents_are_never_voted_on(AnswerType type, bool votes) => Assert.Equal(votes, Arbiter.Votes(type));

    [Fact]
    public void Two_equal_answers_stop_a_ladder()
    {
        var ruling = Arbiter.Rule(Question(pending: 2, agreeToStop: 2, "1,200", "FINAL ANSWER: 1200"));

        Assert.True(ruling.Decided);
        Assert.Equal("agreement", ruling.StopReason);
        Assert.Equal("1200", ruling.Answer);
        Assert.Equal(1.0, ruling.Confidence);
    }

    [Theory]
    [InlineData(2, true, "3", "3", "3")]
    [InlineData(3, false, "3", "3", "3")]
    [InlineData(2, false, "3", "3", "3", "4")]
    [InlineData(1, true, "3", "3", "3", "4")]
    [InlineData(0, true, "3", "4")]
    [InlineData(1, false, "3")]
    public void A_vote_is_decided_when_the_pending_votes_cannot_turn_it(int pending, bool decided, params string[] answers)
    {
        var ruling = Arbiter.Rule(Question(pending, agreeToStop: 0, answers));

        Assert.Equal(decided, ruling.Decided);
        Assert.Equal("3", ruling.Answer);
        Assert.Equal(decided && pending > 0, ruling.StopReason == "decided_vote");
    }

    [Fact]
    public void A_tie_goes_to_the_higher_summed_prior()
    {
        var ruling = Arbiter.Rule(Question(0, 0, [Member(1, "3", 0.4), Member(2, "4", 0.6), Member(3, "3", 0.5), Member(4, "4", 0.5)]));

        Assert.Equal("4", ruling.Answer);
        Assert.Equal(2, ruling.WinnerCall);
        Assert.Equal(0.5, ruling.Confidence);
        Assert.Equal("plurality", ruling.StopReason);
    }

    [Fact]
    public void A_tie_of_priors_goes_to_the_lowest_call() => Assert.Equal("4", Arbiter.Rule(Question(0, 0, [Member(7, "3", 0.5), Member(2, "4", 0.5)])).Answer);

    [Fact]
    public void Abstentions_count_as_votes_but_do_not_win_over_an_answer()
    {
        var ruling = Arbiter.Rule(Question(0, 2, "FINAL ANSWER: I don't know", "FINAL ANSWER: I do not know", "FINAL ANSWER: 5"));

        Assert.Equal("5", ruling.Answer);
        Assert.Equal(1.0 / 3, ruling.Confidence!.Value, 9);
        Assert.Equal([false, true], ruling.Groups.Select(it => it.Abstained));
    }

    [Fact]
    public void Only_abstentions_are_an_abstention_that_does_not_stop_the_asking()
    {
        var ruling = Arbiter.Rule(Question(1, 2, "I don't know", "I don't know"));

        Assert.False(ruling.Decided);
        Assert.Equal(AnswerContract.Abstention, ruling.Answer);
        Assert.True(Assert.Single(ruling.Groups).Abstained);
    }

    [Fact]
    public void Unreadable_texts_do_not_vote_and_are_named()
    {
        var ruling = Arbiter.Rule(Question(0, 0, "no digits at all", "7", "  "));

        Assert.Equal([1, 3], ruling.Unreadable);
        Assert.Equal("single_answer", ruling.StopReason);
        Assert.Null(ruling.Confidence);
        Assert.Equal(2, ruling.WinnerCall);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Nothing_readable_is_no_answer(int pending, bool decided)
    {
        var ruling = Arbiter.Rule(Question(pending, 2, "hm"));

        Assert.Equal(decided, ruling.Decided);
        Assert.Equal("no_answer", ruling.StopReason);
        Assert.Null(ruling.WinnerCall);
        Assert.Null(ruling.Answer);
    }

    [Fact]
    public void Of_prose_the_best_priors_text_stands()
    {
        var question = Question(0, 0, [Member(1, "short", 0.5), Member(2, "good", 0.9), Member(3, "also good", 0.9), Member(4, " ", 1)]);
        var ruling = Arbiter.Rule(question with { AnswerType = AnswerType.Prose });

        Assert.Equal(2, ruling.WinnerCall);
        Assert.Equal("best_prior", ruling.StopReason);
        Assert.Null(ruling.Answer);
        Assert.Null(ruling.Confidence);
        Assert.Empty(ruling.Groups);
        Assert.Equal([4], ruling.Unreadable);
    }

    private static ArbitrationQuestion Question(int pending, int agreeToStop, params string[] texts) =>
        Question(pending, agreeToStop, [.. texts.Select((text, index) => Member(index + 1, text, 0.5))]);

    private static ArbitrationQuestion Question(int pending, int agreeToStop, IReadOnlyList<MemberAnswer> answers) =>
        new("main", AnswerType.Number, [], answers, pending, agreeToStop);

    private static MemberAnswer Member(int call, string text, double prior) => new(call, $"model-{call}", $"family-{call}", prior, text);
}
