using AiCouncil.Journal;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using AiCouncil.Transport;

#pragma warning disable CA2012 // each value task comes boxed from the port and is handed on once

namespace AiCouncil.Failpoints;

/// <summary>
/// Puts failpoints, and the switch for the confirm, between the acting parts and the ports they stand on. In the product neither is
/// there, and the parts talk to the ports themselves.
/// </summary>
internal static class FailpointPorts
{
    public static CouncilGround Into(CouncilGround ground)
    {
        if (!ground.Safeguards.ConfirmWait)
        {
            ground = ground with { Transport = WithoutConfirm(ground.Transport) };
        }

        return ground.Failpoints is not { } failpoints ? ground : ground with
        {
            Journal = Around(ground.Journal, failpoints), Transport = Around(ground.Transport, failpoints),
        };
    }

    private static IJournal Around(IJournal inner, IFailpoints failpoints) => InterceptedPort<IJournal>.Around(inner, (method, arguments, call) => method switch
    {
        nameof(IJournal.AcceptAsync) => AfterAsync((ValueTask<AcceptResult>)call()!, _ => failpoints.Pass(Failpoint.AcceptCommitted)),
        nameof(IJournal.MarkPublishedAsync) => AfterAsync(
            (ValueTask<IReadOnlyList<CallId>>)call()!, marked => PassIf(failpoints, Failpoint.MarkedPublished, marked.Count > 0)),
        nameof(IJournal.ClaimAsync) => AfterAsync(
            (ValueTask<ClaimResult>)call()!, result => PassIf(failpoints, Failpoint.ClaimCommitted, result is ClaimResult.Claimed)),
        nameof(IJournal.StoreResultAsync) => ResultAsync((CallResult)arguments[0]!, () => (ValueTask<ResultOutcome>)call()!, failpoints),
        nameof(IJournal.StoreDecisionAsync) => DecisionAsync((Decision)arguments[1]!, () => (ValueTask<bool>)call()!, failpoints),
        _ => call(),
    });

    private static ITransport Around(ITransport inner, IFailpoints failpoints) => InterceptedPort<ITransport>.Around(inner, (method, arguments, call) =>
    {
        switch (method)
        {
            case nameof(ITransport.ConsumeAsync):
                var run = (Func<CallHint, Task>)arguments[2]!;
                arguments[2] = (Func<CallHint, Task>)(hint => RunAsync(run, hint, failpoints));
                return call();
            case nameof(ITransport.ConsumeResultsAsync):
                var fold = (Func<RequestId, Task>)arguments[1]!;
                arguments[1] = (Func<RequestId, Task>)(request =>
                {
                    failpoints.Pass(Failpoint.ResultReceived);
                    return fold(request);
                });
                return call();
            default:
                var result = call();
                PassIf(failpoints, Failpoint.MidStream, method == nameof(ITransport.Post) && arguments[0] is ControlMessage.Delta);
                return result;
        }
    });

    private static async Task RunAsync(Func<CallHint, Task> run, CallHint hint, IFailpoints failpoints)
    {
        failpoints.Pass(Failpoint.HintReceived);
        await run(hint);
        failpoints.Pass(Failpoint.ResultHinted);
    }

    private static async ValueTask<ResultOutcome> ResultAsync(CallResult result, Func<ValueTask<ResultOutcome>> store, IFailpoints failpoints)
    {
        PassIf(failpoints, Failpoint.AnswerReceived, result.Move == Moves.Complete);
        var stored = await store();
        PassIf(failpoints, Failpoint.ResultCommitted, result.Move == Moves.Complete);
        return stored;
    }

    private static async ValueTask<bool> DecisionAsync(Decision decision, Func<ValueTask<bool>> store, IFailpoints failpoints)
    {
        failpoints.Pass(Failpoint.InsideAdvance);
        PassIf(failpoints, Failpoint.BeforeArbitration, decision.Subtasks.Any(row => row.State == SubtaskState.Decided));
        PassIf(failpoints, Failpoint.BeforeSynthesis, decision.NewCalls.Any(call => call.Role == CallRole.Synthesis));
        PassIf(failpoints, Failpoint.BeforeTerminal, decision.Terminal);
        var stored = await store();
        PassIf(failpoints, Failpoint.CancelCommitted, stored && decision.Changes.Any(change => change is CallChange.Cancel));
        return stored;
    }

    private static async ValueTask<T> AfterAsync<T>(ValueTask<T> asked, Action<T> then)
    {
        var result = await asked;
        then(result);
        return result;
    }

    private static void PassIf(IFailpoints failpoints, Failpoint point, bool passed)
    {
        if (passed)
        {
            failpoints.Pass(point);
        }
    }

    /// <summary>Who publishes takes it as done, whatever becomes of it.</summary>
    private static ITransport WithoutConfirm(ITransport inner) => InterceptedPort<ITransport>.Around(inner, (method, arguments, call) =>
    {
        var result = call();
        if (method != nameof(ITransport.PublishAsync))
        {
            return result;
        }

        _ = UnheardAsync((Task)result!);
        return Task.CompletedTask;
    });

    private static async Task UnheardAsync(Task publish)
    {
        try
        {
            await publish;
        }
        catch (Exception error) when (error is PublishFailedException or OperationCanceledException)
        {
            // Nobody waits for it: that is what is switched off.
        }
    }
}
