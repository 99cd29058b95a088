using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Workers;

/// <summary>
/// A worker's step: read, choose, claim, call, commit with a wake row, hint. Whatever it finds, the hint is spent afterwards; what
/// has to happen later stands in the journal.
/// </summary>
internal sealed partial class CallRunner(
    IJournal journal, ITransport transport, DeploymentChooser deployments, ClaimedCallRunner claimed, ResultWriter results, WorkerIdentity me,
    ILogger<CallRunner> log)
{
    /// <summary>A call whose place was taken meanwhile is looked at again this much later.</summary>
    private static readonly TimeSpan NoPlace = TimeSpan.FromMilliseconds(50);

    /// <summary>A model that this process lacks may be had elsewhere.</summary>
    private static readonly TimeSpan NoModel = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CallHint hint)
    {
        while (me.Running.Enter(hint.Call, me.Clock) is { } running)
        {
            using (running)
            {
                await UntilSteppedAsync(running);
            }

            if (!running.HintedAgain)
            {
                return;
            }
        }
    }

    /// <summary>The hint is the only one for a minute: it is spent when the journal has answered, not before.</summary>
    private async Task UntilSteppedAsync(RunningCalls.Running running)
    {
        for (var pause = Retrying.First; ; pause = Retrying.Next(pause))
        {
            try
            {
                await StepAsync(running);
                return;
            }
            catch (JournalUnavailableException error)
            {
                JournalGone(log, running.Call, error.Message);
                if (me.Running.IsCutOff)
                {
                    return;
                }

                await Task.Delay(pause, me.Clock); // nothing is claimed: a claim is settled before its step ends
            }
#pragma warning disable CA1031 // one broken call must not take the slot with it
            catch (Exception error)
#pragma warning restore CA1031
            {
                StepBroke(log, running.Call, error);
                return;
            }
        }
    }

    private async Task StepAsync(RunningCalls.Running running)
    {
        if (await journal.ReadCallAsync(running.Call, CancellationToken.None) is not { } task)
        {
            return;
        }

        if (task.Call.Finished)
        {
            transport.HintResult(running.Call.Request); // its first hint may be the one that was lost
        }
        else if (task.Call.State == CallState.Ready)
        {
            await ChooseAsync(running, task);
        }
    }

    private async Task ChooseAsync(RunningCalls.Running running, CallToRun task)
    {
        switch (deployments.Take(task.Call.Model, task.PriorDeployments, task.Call.Grant.Simulated))
        {
            case DeploymentChoice.Taken taken when me.Lease.MaySend:
                using (taken.Place)
                {
                    await ClaimAsync(running, task, taken.Deployment);
                }

                break;
            case DeploymentChoice.Taken taken:
                taken.Place.Dispose();
                await PostponeAsync(task, task.Now + me.Lease.Length / 3);
                break;
            case DeploymentChoice.Busy { Until: { } until } when until - task.Now >= (task.Deadline - task.Now) / 2:
                await TurnAwayAsync(running, task);
                break;
            case DeploymentChoice.Busy busy:
                await PostponeAsync(task, busy.Until ?? task.Now + NoPlace);
                break;
            default:
                await PostponeAsync(task, task.Now + NoModel);
                break;
        }
    }

    /// <summary>Every deployment rests for longer than this call can wait: it fails unsent, so that another model can be asked.</summary>
    private async Task TurnAwayAsync(RunningCalls.Running running, CallToRun task)
    {
        var first = new NewAttempt(task.Call.Fence + 1, 1, task.Call.Model, "throttled");
        if (await TakeAsync(new Claim(running.Call, me.Ids.NewId(), task.Call.Fence, me.Incarnation, first)) is ClaimResult.Claimed { Fence: var fence })
        {
            await results.TurnAwayAsync(new ClaimedCall(running, task, fence), "throttled", "Every deployment of the model asked for a longer rest than the request has time.");
        }
    }

    private async ValueTask PostponeAsync(CallToRun task, DateTimeOffset until)
    {
        await journal.PostponeAsync(task.Call.Id, task.Call.Fence, until, CancellationToken.None);
        transport.Post(new ControlMessage.WakeRelay(task.Call.Pool)); // it has a new due time
    }

    private async Task ClaimAsync(RunningCalls.Running running, CallToRun task, Deployment deployment)
    {
        var first = new NewAttempt(task.Call.Fence + 1, 1, deployment.Name, task.PriorDeployments.Count == 0 ? "first" : "retry");
        switch (await TakeAsync(new Claim(running.Call, me.Ids.NewId(), task.Call.Fence, me.Incarnation, first)))
        {
            case ClaimResult.Claimed { Fence: var fence }:
                await claimed.RunAsync(new ClaimedCall(running, task, fence), deployment);
                transport.Post(new ControlMessage.WakeRelay(task.Call.Pool) { Freed = true });
                break;
            case ClaimResult.Ended:
                transport.HintResult(running.Call.Request);
                break;
            case ClaimResult.NoLease:
                me.Lease.Lose();
                await PostponeAsync(task, task.Now + me.Lease.Length / 3);
                break;
            default:
                break; // somebody else has it
        }
    }

    /// <summary>A claim whose reply was lost may have happened: it is asked again with the same token until the journal answers.</summary>
    private async Task<ClaimResult> TakeAsync(Claim claim)
    {
        for (var pause = Retrying.First; ; pause = Retrying.Next(pause))
        {
            try
            {
                return await journal.ClaimAsync(claim, CancellationToken.None);
            }
            catch (JournalUnavailableException error) when (!me.Running.IsCutOff)
            {
                JournalGone(log, claim.Call, error.Message);
                await Task.Delay(pause, me.Clock);
            }
        }
    }

    [LoggerMessage(305, LogLevel.Error, "A step on call {Call} threw")]
    private static partial void StepBroke(ILogger log, CallId call, Exception error);

    [LoggerMessage(301, LogLevel.Warning, "The journal cannot be reached for call {Call}: {Reason}")]
    private static partial void JournalGone(ILogger log, CallId call, string reason);
}
