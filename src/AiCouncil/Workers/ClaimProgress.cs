using AiCouncil.Journal;
using AiCouncil.Models;

namespace AiCouncil.Workers;

/// <summary>What happened under one claim so far.</summary>
internal sealed class ClaimProgress(ClaimedCall call, Deployment first) : IDisposable
{
    private readonly List<AttemptEnd> _ended = [];
    private readonly List<string> _tried = [.. call.Task.PriorDeployments, first.Name];
    private IDisposable? _place;

    public ClaimedCall Call => call;

    public Deployment Deployment { get; private set; } = first;

    public IReadOnlyList<AttemptEnd> Attempts => _ended;

    public IReadOnlyCollection<string> Tried => _tried;

    /// <summary>Sends that have ended under this claim.</summary>
    public int Sends => _ended.Count;

    public int SendsLeft => call.Task.Call.Grant.Attempts - call.Task.Call.AttemptsUsed - Sends;

    /// <summary>What earlier claims paid is not known here: only the first may pay again.</summary>
    public bool UnusableBefore => call.Fence > 1 || _ended.Count(end => end.Result == AttemptResult.Unusable) > 1;

    public void Ended(AttemptOutcome outcome) =>
        _ended.Add(Settlement.Of(Sends + 1, outcome, call.Task.Call.Grant, Deployment.Model.Price));

    public void MoveTo(DeploymentChoice.Taken taken)
    {
        _place?.Dispose();
        _place = taken.Place;
        Deployment = taken.Deployment;
        _tried.Add(taken.Deployment.Name);
    }

    public void Dispose() => _place?.Dispose();
}
