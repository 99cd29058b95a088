using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Workers;
using Xunit;

namespace AiCouncil.Tests.Workers;

public sealed class SettlementTests
{
    private static readonly TokenPrice Price = new(2m, 10m);
    private static readonly CallGrant Grant = new(3, InputTokens: 100, MaxOutputTokens: 1_000, new Usd(1), RetryUnusable: false, Stream: false, Simulated: false);
    private static readonly TokenUsage Used = new(50, 20);

    [Fact]
    public void A_complete_answer_costs_what_was_used()
    {
        var end = Settlement.Of(2, new AttemptOutcome.Answered("42", Used, "stop", "gpt-5"), Grant, Price);
        Assert.Equal(new AttemptEnd(2, AttemptResult.Answered, "gpt-5", Used, new Usd(300_000)), end);
    }

    [Fact]
    public void An_unusable_answer_was_paid_for_too()
    {
        var end = Settlement.Of(1, new AttemptOutcome.Unusable(UnusableReason.ContentFilter, null, Used, null), Grant, Price);
        Assert.Equal(new AttemptEnd(1, AttemptResult.Unusable, "content_filter", Used, new Usd(300_000)), end);
    }

    public static TheoryData<AttemptResult> Unpaid => [AttemptResult.NotSent, AttemptResult.Rejected];

    [Theory]
    [MemberData(nameof(Unpaid))]
    public void What_was_not_answered_costs_nothing_even_without_a_price(AttemptResult result)
    {
        AttemptOutcome outcome = result == AttemptResult.NotSent
            ? new AttemptOutcome.NotSent("dns", "no such host")
            : new AttemptOutcome.Rejected(429, "rate_limited", "slow down", null);
        var detail = result == AttemptResult.NotSent ? "dns: no such host" : "429 rate_limited: slow down";
        Assert.Equal(new AttemptEnd(1, result, detail, new TokenUsage(0, 0), Usd.Zero), Settlement.Of(1, outcome, Grant, price: null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_nobody_knows_is_held_at_the_most_it_may_cost(bool ambiguous)
    {
        AttemptOutcome outcome = ambiguous ? new AttemptOutcome.Ambiguous("timeout", "after 60 s") : new AttemptOutcome.Cancelled("after the send");
        var end = Settlement.Of(1, outcome, Grant, Price);
        Assert.Equal((ambiguous ? AttemptResult.Ambiguous : AttemptResult.Cancelled, new Usd(10_200_000)), (end.Result, end.Cost));
        Assert.Equal(new TokenUsage(0, 0), end.Usage);
    }

    [Fact]
    public void Without_a_price_the_cost_of_what_was_perhaps_paid_is_unknown()
    {
        Assert.Null(Settlement.Of(1, new AttemptOutcome.Answered("42", Used, "stop", null), Grant, null).Cost);
        Assert.Null(Settlement.Of(1, new AttemptOutcome.Ambiguous("reset", ""), Grant, null).Cost);
    }
}
