using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Workers;
using Xunit;

namespace AiCouncil.Tests.Workers;

/// <summary>From every outcome to the next step; each outcome of the closed set has its rows.</summary>
public sealed class RetryPolicyTests
{
    private static readonly RetryFacts Alone = new(
        SendsLeft: 2, FreshDeployment: false, UnusableBefore: false, MayRetryUnusable: false, TimeLeft: TimeSpan.FromMinutes(2), Sends: 1, Jitter: 1);

    private static readonly RetryFacts WithOther = Alone with { FreshDeployment = true };
    private static readonly RetryFacts Spent = Alone with { SendsLeft = 0, FreshDeployment = true };
    private static readonly RetryFacts Singleton = Alone with { MayRetryUnusable = true };

    public static TheoryData<string> Outcomes => [.. Table.Select(row => row.Name).Distinct()];

    private static IReadOnlyList<Case> Table { get; } =
    [
        new("answered", Answered("42"), Alone, Stored(Moves.Complete)),
        new("answered after all sends", Answered("42"), Spent, Stored(Moves.Complete)),

        new("unusable without text", Unusable(UnusableReason.Empty, null), Alone, Stored(Moves.Fail, "unusable_empty")),
        new("unusable without text, other deployment free", Unusable(UnusableReason.Unparseable, " "), WithOther, Stored(Moves.Fail, "unusable_unparseable")),
        new("refusal of a member", Unusable(UnusableReason.Refusal, "I cannot."), Alone, Stored(Moves.Complete)),
        new("cut text of a member", Unusable(UnusableReason.Length, "The answer"), Alone, Stored(Moves.Complete)),
        new("filtered plan", Unusable(UnusableReason.ContentFilter, null), Singleton, Again(fresh: false, "unusable")),
        new("cut plan, other deployment free", Unusable(UnusableReason.Length, "{"), Singleton with { FreshDeployment = true }, Again(fresh: true, "unusable")),
        new("unusable plan, second time", Unusable(UnusableReason.ContentFilter, null), Singleton with { UnusableBefore = true }, Stored(Moves.Fail, "unusable_content_filter")),
        new("unusable plan, sends spent", Unusable(UnusableReason.Empty, null), Singleton with { SendsLeft = 0 }, Stored(Moves.Fail, "unusable_empty")),
        new("unusable plan, time spent", Unusable(UnusableReason.Empty, null), Singleton with { TimeLeft = TimeSpan.Zero }, Stored(Moves.Fail, "unusable_empty")),

        new("not sent, other deployment free", NotSent, WithOther, Again(fresh: true, "not_sent")),
        new("not sent, alone", NotSent, Alone, Later("not_sent", 1)),
        new("not sent, sends spent", NotSent, Spent, Stored(Moves.Fail, "not_sent")),
        new("not sent, no time to wait", NotSent, Alone with { TimeLeft = TimeSpan.FromSeconds(2) }, Stored(Moves.Fail, "not_sent")),

        new("429, other deployment free", Rejected(429, after: 5), WithOther, Again(fresh: true, "throttled")),
        new("429 with Retry-After", Rejected(429, after: 5), Alone, Later("throttled", 5)),
        new("429 without Retry-After", Rejected(429), Alone, Later("throttled", 1)),
        new("529 with Retry-After", Rejected(529, after: 7), Alone, Later("throttled", 7)),
        new("429 that waits too long", Rejected(429, after: 61), Alone, Stored(Moves.Fail, "throttled")),
        new("429, sends spent", Rejected(429), Spent, Stored(Moves.Fail, "throttled")),
        new("500", Rejected(500), Alone, Later("code_500", 1)),
        new("503 with Retry-After", Rejected(503, after: 3), Alone, Later("code_503", 3)),
        new("500, other deployment free", Rejected(500), WithOther, Again(fresh: true, "code_500")),
        new("401, other deployment free", Rejected(401), WithOther, Again(fresh: true, "code_401")),
        new("401, alone", Rejected(401), Alone, Stored(Moves.Fail, "code_401")),
        new("403, alone", Rejected(403), Alone, Stored(Moves.Fail, "code_403")),
        new("400", Rejected(400), WithOther, Stored(Moves.Fail, "code_400")),
        new("404", Rejected(404), WithOther, Stored(Moves.Fail, "code_404")),
        new("405", Rejected(405), WithOther, Stored(Moves.Fail, "code_405")),
        new("413", Rejected(413), WithOther, Stored(Moves.Fail, "code_413")),
        new("422", Rejected(422), WithOther, Stored(Moves.Fail, "code_422")),

        new("ambiguous", new AttemptOutcome.Ambiguous("timeout", "60 s"), WithOther, Stored(Moves.Unknown, "timeout")),
        new("ambiguous singleton", new AttemptOutcome.Ambiguous("reset", "x"), Singleton with { FreshDeployment = true }, Stored(Moves.Unknown, "reset")),
        new("cancelled", new AttemptOutcome.Cancelled("by us"), WithOther, Stored(Moves.Record, "cancelled")),
    ];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_has_one_next_step(string name)
    {
        var row = Table.Single(row => row.Name == name);
        var step = RetryPolicy.Next(row.Outcome, row.Facts);
        Assert.Equal(row.Step, step is NextStep.Store store ? store with { Detail = null } : step);
    }

    [Fact]
    public void The_table_knows_every_member_of_the_closed_set()
    {
        var members = typeof(AttemptOutcome).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(AttemptOutcome)));
        Assert.Equal(members.Select(type => type.Name).Order(), Table.Select(row => row.Outcome.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void What_may_have_been_paid_is_never_sent_again_by_itself()
    {
        var paid = Table.Where(row => row.Outcome is AttemptOutcome.Ambiguous or AttemptOutcome.Answered or AttemptOutcome.Cancelled);
        Assert.All(paid, row => Assert.NotEqual(Moves.Retry, Assert.IsType<NextStep.Store>(RetryPolicy.Next(row.Outcome, WithOther)).Move));
    }

    [Theory]
    [InlineData(0, 0.05, 0.5)]
    [InlineData(1, 0.1, 1)]
    [InlineData(3, 0.4, 4)]
    [InlineData(9, 2, 20)]
    [InlineData(1_000, 2, 20)]
    public void The_pause_doubles_to_twenty_seconds_and_jitter_spreads_it(int sends, double shortest, double longest)
    {
        Assert.Equal(shortest, Pause(sends, jitter: 0), 3);
        Assert.Equal(longest, Pause(sends, jitter: 1), 3);
    }

    private static double Pause(int sends, double jitter) =>
        Assert.IsType<NextStep.Store>(RetryPolicy.Next(NotSent, Alone with { Sends = sends, Jitter = jitter })).Delay!.Value.TotalSeconds;

    private static AttemptOutcome.NotSent NotSent => new("connect", "refused");

    private static AttemptOutcome.Answered Answered(string text) => new(text, new TokenUsage(1, 1), "stop", null);

    private static AttemptOutcome.Unusable Unusable(UnusableReason reason, string? text) => new(reason, text, new TokenUsage(1, 1), null);

    private static AttemptOutcome.Rejected Rejected(int status, double? after = null) => new(
        status, $"code_{status}", "no", after is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static NextStep.Store Stored(Moves move, string? error = null) => new(move, error);

    private static NextStep.SendAgain Again(bool fresh, string why) => new(fresh, why);

    private static NextStep.Store Later(string error, double seconds) => new(Moves.Retry, error, null, TimeSpan.FromSeconds(seconds));

    private sealed record Case(string Name, AttemptOutcome Outcome, RetryFacts Facts, NextStep Step);
}
