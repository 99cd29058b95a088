using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Workers;

/// <summary>
/// Sends a claimed call and stores what came of it. Nothing is awaited between the claim's commit and the first byte. Where
/// nothing was paid it goes on to another deployment under the same claim, each send committed before its first byte.
/// </summary>
internal sealed partial class ClaimedCallRunner(
    IJournal journal, DeploymentChooser deployments, ModelSender sender, ResultWriter results, WorkerIdentity me, Random random,
    ILogger<ClaimedCallRunner> log)
{
    public async Task RunAsync(ClaimedCall call, Deployment first)
    {
        var claim = new ClaimProgress(call, first);
        try
        {
            while (true)
            {
                var outcome = me.Lease.MaySend
                    ? await sender.SendAsync(call, claim.Deployment, claim.Sends + 1)
                    : new AttemptOutcome.NotSent(RetryPolicy.LeaseTooShort, "The node's lease had too little left.");
                claim.Ended(outcome);
                Rest(claim.Deployment, outcome);
                var step = RetryPolicy.Next(outcome, Facts(claim));
                if (step is NextStep.SendAgain again && await MoveOnAsync(claim, again))
                {
                    continue;
                }

                await results.WriteAsync(claim, outcome, step as NextStep.Store ?? Later(claim, outcome));
                return;
            }
        }
#pragma warning disable CA1031 // what was sent may have been paid for: it must not go back to Ready as if it never was
        catch (Exception error) when (error is not JournalUnavailableException)
#pragma warning restore CA1031
        {
            Broke(log, call.Id, error);
            await results.WriteAsync(
                claim, new AttemptOutcome.Ambiguous("worker_error", error.GetType().Name), new NextStep.Store(Moves.Unknown, "worker_error", error.GetType().Name));
        }
        finally
        {
            claim.Dispose();
        }
    }

    /// <summary>Throttled is not broken: it rests, nothing else.</summary>
    private void Rest(Deployment deployment, AttemptOutcome outcome)
    {
        if (outcome is AttemptOutcome.Rejected { Throttled: true } throttled)
        {
            deployments.Rest(deployment, throttled.RetryAfter ?? RetryPolicy.ThrottlePause);
        }
    }

    private RetryFacts Facts(ClaimProgress claim)
    {
        var grant = claim.Call.Task.Call.Grant;
        return new RetryFacts(
            claim.SendsLeft, deployments.HasFresh(claim.Call.Task.Call.Model, claim.Tried, grant.Simulated), claim.UnusableBefore,
            grant.RetryUnusable, claim.Call.TimeLeft(me.Clock), claim.Call.Task.Call.AttemptsUsed + claim.Sends, random.NextDouble());
    }

    /// <summary>False when no deployment can take it now, or the claim is no longer ours.</summary>
    private async Task<bool> MoveOnAsync(ClaimProgress claim, NextStep.SendAgain again)
    {
        var task = claim.Call.Task.Call;
        var choice = deployments.Take(task.Model, again.Fresh ? claim.Tried : [], task.Grant.Simulated);
        if (choice is not DeploymentChoice.Taken taken)
        {
            return false;
        }

        claim.MoveTo(taken);
        var attempt = new NewAttempt(claim.Call.Fence, claim.Sends + 1, taken.Deployment.Name, again.Why) { Previous = claim.Attempts[^1] };
        try
        {
            return await journal.AddAttemptAsync(claim.Call.Id, attempt, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            claim.Ended(new AttemptOutcome.NotSent("journal", "The send could not be committed.")); // perhaps it was: it ends with the result
            return false;
        }
    }

    /// <summary>It could not be sent again now: what is unpaid goes back, what was paid for stands.</summary>
    private NextStep.Store Later(ClaimProgress claim, AttemptOutcome outcome) =>
        (NextStep.Store)RetryPolicy.Next(outcome, Facts(claim) with { FreshDeployment = false, MayRetryUnusable = false });

    [LoggerMessage(308, LogLevel.Error, "Work on the claimed call {Call} threw; what became of it is unknown")]
    private static partial void Broke(ILogger log, CallId call, Exception error);
}
