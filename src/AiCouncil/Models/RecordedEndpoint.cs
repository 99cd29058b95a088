using AiCouncil.Requests;

namespace AiCouncil.Models;

/// <summary>One recorded column. Matched by the request's question; whatever else is asked was not recorded, and it says so.</summary>
internal sealed class RecordedEndpoint(DeploymentSettings deployment, Recordings recordings) : IModelEndpoint
{
    public Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Task.FromResult(ct.IsCancellationRequested
            ? new AttemptOutcome.NotSent("cancelled", "cancelled before it was sent")
            : Answer(prompt, onDelta));
    }

    private AttemptOutcome Answer(ModelPrompt prompt, Action<string>? onDelta)
    {
        if (prompt.Role != CallRole.Member)
        {
            return new AttemptOutcome.Rejected(404, "not_recorded", $"recordings hold members' answers, not the role {prompt.Role}", null);
        }

        if (recordings.Find(prompt.Question, deployment.Model) is not { } text)
        {
            return new AttemptOutcome.Rejected(404, "not_recorded", $"the question is not among the recordings of {deployment.Model}", null);
        }

        var usage = TokenCount.Usage(prompt, text);
        if (string.IsNullOrWhiteSpace(text))
        {
            return new AttemptOutcome.Unusable(UnusableReason.Empty, text, usage, deployment.Model);
        }

        onDelta?.Invoke(text);
        return new AttemptOutcome.Answered(text, usage, "stop", deployment.Model);
    }
}
