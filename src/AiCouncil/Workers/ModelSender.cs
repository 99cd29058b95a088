using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Workers;

/// <summary>One send: the timeout, the stop switch and the deltas around one call of an endpoint.</summary>
internal sealed partial class ModelSender(ITransport transport, WorkerIdentity me, WorkerSettings settings, ILogger<ModelSender> log)
{
    public async Task<AttemptOutcome> SendAsync(ClaimedCall call, Deployment deployment, int number)
    {
        var running = call.Running;
        running.TimeoutAfter(Smaller(settings.CallTimeout, call.TimeLeft(me.Clock)));
        var deltas = call.Task.Call.Grant.Stream ? new DeltaSender(transport, me, call.Id, call.Fence, number, call.Task.Listeners) : null;
        transport.Tell(
            new ControlMessage.Started(call.Id.Request, call.Id.Number, call.Task.Call.Model, deployment.Name), call.Task.Listeners, me.Incarnation);
        running.StreamTo(deltas);
        var outcome = await CallAsync(deployment, call.Task.PromptJson, deltas, running);
        deltas?.Flush();
        return Explain(outcome, running.Reason);
    }

    private async Task<AttemptOutcome> CallAsync(Deployment deployment, string promptJson, DeltaSender? deltas, RunningCalls.Running running)
    {
        try
        {
            var prompt = CouncilJson.Deserialize<ModelPrompt>(promptJson);
            return await deployment.Endpoint.CallAsync(prompt, deltas is null ? null : deltas.Add, running.Token).WaitAsync(running.Abandoned);
        }
        catch (OperationCanceledException) when (running.Abandoned.IsCancellationRequested)
        {
            Unresponsive(log, deployment.Name);
            return new AttemptOutcome.Ambiguous("unresponsive", "The endpoint did not stop when it was told to.");
        }
        catch (OperationCanceledException) when (running.Token.IsCancellationRequested)
        {
            return new AttemptOutcome.Cancelled("The endpoint threw on cancellation.");
        }
#pragma warning disable CA1031 // an endpoint's bug must not lose the claim; nobody knows whether it was paid
        catch (Exception error)
#pragma warning restore CA1031
        {
            EndpointBug(log, deployment.Name, error);
            return new AttemptOutcome.Ambiguous("endpoint_error", error.GetType().Name);
        }
    }

    /// <summary>Why it was cut off decides what it means: a timeout leaves the payment unknown, a cancel nobody cares for.</summary>
    private static AttemptOutcome Explain(AttemptOutcome outcome, RunningCalls.StopReason reason) => (outcome, reason) switch
    {
        (AttemptOutcome.Cancelled, RunningCalls.StopReason.Timeout) => new AttemptOutcome.Ambiguous("timeout", "No complete answer within the time allowed."),
        (AttemptOutcome.Cancelled, RunningCalls.StopReason.CutOff) => new AttemptOutcome.Ambiguous("cut_off", "The worker had to stop before the answer was complete."),
        (AttemptOutcome.Cancelled, RunningCalls.StopReason.None) => new AttemptOutcome.Ambiguous("cancelled", "The endpoint gave up by itself."),
        _ => outcome,
    };

    private static TimeSpan Smaller(TimeSpan left, TimeSpan right) => left < right ? left : right;

    [LoggerMessage(307, LogLevel.Error, "Deployment {Deployment} ignores cancellation; its call was left behind and its slot freed")]
    private static partial void Unresponsive(ILogger log, string deployment);

    [LoggerMessage(302, LogLevel.Error, "Deployment {Deployment} threw; its endpoint should return an outcome")]
    private static partial void EndpointBug(ILogger log, string deployment, Exception error);
}
