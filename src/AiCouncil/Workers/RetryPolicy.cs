using AiCouncil.Journal;
using AiCouncil.Models;

namespace AiCouncil.Workers;

/// <summary>
/// From an outcome to the next step. Only what cannot be paid twice is retried freely; what waits, waits in the journal; what
/// nobody can know goes to OutcomeUnknown, whose policy is the orchestrator's.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>The category of a send that the node's lease forbade: nothing is wrong with the deployment.</summary>
    public const string LeaseTooShort = "lease";

    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(20);

    /// <summary>How long a throttling deployment rests when it does not say.</summary>
    public static TimeSpan ThrottlePause { get; } = TimeSpan.FromSeconds(1);

    public static NextStep Next(AttemptOutcome outcome, RetryFacts facts) => outcome switch
    {
        AttemptOutcome.Answered => new NextStep.Store(Moves.Complete),
        AttemptOutcome.Unusable unusable => AfterUnusable(unusable, facts),
        AttemptOutcome.NotSent { Category: LeaseTooShort } held => new NextStep.Store(Moves.Retry, "released", held.Detail, ThrottlePause),
        AttemptOutcome.NotSent failed => Unpaid("not_sent", failed.Detail, wait: null, sameModel: true, sameDeployment: true, facts),
        AttemptOutcome.Rejected rejected => Unpaid(
            rejected.Throttled ? "throttled" : rejected.Code, rejected.Detail, rejected.Throttled ? rejected.RetryAfter ?? ThrottlePause : rejected.RetryAfter,
            sameModel: !rejected.Permanent, sameDeployment: !rejected.CredentialDead, facts),
        AttemptOutcome.Ambiguous lost => new NextStep.Store(Moves.Unknown, lost.Category, lost.Detail),
        AttemptOutcome.Cancelled cancelled => new NextStep.Store(Moves.Record, "cancelled", cancelled.Detail),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Text that was paid for is kept, whatever it says; without a text a role without substitute may pay once more.</summary>
    private static NextStep AfterUnusable(AttemptOutcome.Unusable unusable, RetryFacts facts)
    {
        if (facts is { MayRetryUnusable: true, UnusableBefore: false, SendsLeft: > 0 } && facts.TimeLeft > TimeSpan.Zero)
        {
            return new NextStep.SendAgain(Fresh: facts.FreshDeployment, "unusable");
        }

        return string.IsNullOrWhiteSpace(unusable.Text)
            ? new NextStep.Store(Moves.Fail, "unusable_" + Word(unusable.Reason), "The answer was complete and paid for, but held nothing usable.")
            : new NextStep.Store(Moves.Complete);
    }

    private static NextStep Unpaid(string error, string detail, TimeSpan? wait, bool sameModel, bool sameDeployment, RetryFacts facts)
    {
        if (sameModel && facts is { SendsLeft: > 0, FreshDeployment: true })
        {
            return new NextStep.SendAgain(Fresh: true, error);
        }

        var delay = wait ?? Backoff(facts);
        return sameModel && sameDeployment && facts.SendsLeft > 0 && delay < facts.TimeLeft / 2
            ? new NextStep.Store(Moves.Retry, error, detail, delay)
            : new NextStep.Store(Moves.Fail, error, detail);
    }

    /// <summary>Full jitter (Brooker, "Exponential Backoff and Jitter", 2015), never less than a tenth of the step.</summary>
    private static TimeSpan Backoff(RetryFacts facts)
    {
        var step = Base * Math.Pow(2, Math.Min(facts.Sends, 10));
        return (step < Cap ? step : Cap) * (0.1 + (0.9 * facts.Jitter));
    }

    internal static string Word(UnusableReason reason) => reason switch
    {
        UnusableReason.ContentFilter => "content_filter",
        _ => reason.ToString().ToLowerInvariant(),
    };
}
