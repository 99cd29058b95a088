using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Workers;

/// <summary>Stores the end of a claim, however long the journal is away, then hints whoever goes on from there.</summary>
internal sealed partial class ResultWriter(IJournal journal, ITransport transport, WorkerIdentity me, ILogger<ResultWriter> log)
{
    public async Task WriteAsync(ClaimProgress claim, AttemptOutcome outcome, NextStep.Store step)
    {
        var result = new CallResult(claim.Call.Id, claim.Call.Fence, step.Move, claim.Attempts)
        {
            Text = step.Move == Moves.Complete ? Payload.Of(TextOf(outcome)) : null,
            FinishReason = FinishReasonOf(outcome),
            Deployment = claim.Deployment.Name,
            Error = step.Error,
            ErrorDetail = step.Detail,
            Delay = step.Delay,
        };
        Hint(claim.Call, result.Move, await StoreAsync(result));
    }

    /// <summary>A claim that will not be sent at all ends here, unpaid.</summary>
    public async Task TurnAwayAsync(ClaimedCall call, string error, string why)
    {
        var end = new AttemptEnd(1, AttemptResult.NotSent, why, new Requests.TokenUsage(0, 0), Requests.Usd.Zero);
        Hint(call, Moves.Fail, await StoreAsync(new CallResult(call.Id, call.Fence, Moves.Fail, [end]) { Error = error, ErrorDetail = why }));
    }

    /// <summary>A claim that was never sent goes back: by call and fence, so that it cannot take another's.</summary>
    public async Task ReleaseAsync(HeldCall held, string why)
    {
        var end = new AttemptEnd(1, AttemptResult.NotSent, why, new Requests.TokenUsage(0, 0), Requests.Usd.Zero);
        await journal.StoreResultAsync(
            new CallResult(held.Call, held.Fence, Moves.Retry, [end]) { Error = "released", ErrorDetail = why }, CancellationToken.None);
    }

    private void Hint(ClaimedCall call, Moves move, ResultOutcome stored)
    {
        if (move == Moves.Retry)
        {
            transport.Post(new ControlMessage.WakeRelay(call.Task.Call.Pool));
        }
        else if (stored.Moved || stored.State == CallState.Completed) // a reply that was lost must not cost the hint
        {
            transport.HintResult(call.Id.Request);
        }
    }

    /// <summary>A result that was paid for is kept until the journal takes it or the process has to go; storing it twice changes nothing.</summary>
    private async Task<ResultOutcome> StoreAsync(CallResult result)
    {
        var held = new HeldCall(result.Call, result.Fence);
        if (result.Attempts.Any(it => it.Result != AttemptResult.NotSent))
        {
            me.Running.Leave(held); // until it is stored
        }

        for (var pause = Retrying.First; ; pause = Retrying.Next(pause))
        {
            try
            {
                var stored = await journal.StoreResultAsync(result, CancellationToken.None);
                me.Running.Settle(held);
                return stored;
            }
            catch (JournalUnavailableException error) when (!me.Running.IsCutOff)
            {
                Holding(log, result.Call, error.Message);
                await Task.Delay(pause, me.Clock);
            }
        }
    }

    private static string TextOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Answered answered => answered.Text,
        AttemptOutcome.Unusable unusable => unusable.Text ?? "",
        _ => "",
    };

    private static string? FinishReasonOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Answered answered => answered.FinishReason,
        AttemptOutcome.Unusable unusable => RetryPolicy.Word(unusable.Reason),
        _ => null,
    };

    [LoggerMessage(303, LogLevel.Warning, "The journal cannot take the result of call {Call} yet: {Reason}")]
    private static partial void Holding(ILogger log, Requests.CallId call, string reason);
}
