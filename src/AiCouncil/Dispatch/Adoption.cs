using System.Collections.Concurrent;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Dispatch;

/// <summary>
/// Takes up requests whose process is gone. A server takes those whose models it all has; any other is listed with the reason
/// and ended at its deadline. A caller who names a request takes up just that one.
/// </summary>
internal sealed partial class Adoption(
    IJournal journal, IProcessPresence presence, ProcessIdentity process, IModelCatalogue catalogue, ModelPlaces places, Func<RequestId, Task> advance, GoneProcesses gone,
    TimeProvider clock, ILogger<Adoption> log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ResumeTimeout = TimeSpan.FromSeconds(180);
    private readonly ConcurrentDictionary<RequestId, string> _refused = new();

    /// <summary>Why a server left a request alone, null when it did not.</summary>
    public string? ReasonAgainst(RequestId id) => _refused.GetValueOrDefault(id);

    /// <summary>A server's loop: now and then once more, since other processes may die later.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            do
            {
                await PassAsync(ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // The stop was asked for.
        }
    }

    public async Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct)
    {
        if (await journal.ReadAsync(id, ct) is not { } view)
        {
            return ResumeResult.NotFound;
        }

        if (view.Request.Terminal)
        {
            return ResumeResult.AlreadyEnded;
        }

        if (view.Request.Owner is not { } owner || owner == process.Owner || !presence.IsGone(owner))
        {
            return ResumeResult.OwnedByLivingProcess;
        }

        var needed = view.Calls.Where(call => !call.Finished).Select(call => new OwnedModel(call.Model, call.Grant.Simulated)).ToList();
        if (Missing(needed).Concat(Elsewhere(view, needed)).Any())
        {
            return ResumeResult.ModelsMissing;
        }

        return await TakeAsync(id, owner, clock.GetUtcNow() + (timeout ?? ResumeTimeout), ct)
            ? ResumeResult.Resumed
            : ResumeResult.OwnedByLivingProcess;
    }

    private async Task PassAsync(CancellationToken ct)
    {
        try
        {
            foreach (var request in await journal.ReadOwnedAsync(ct))
            {
                if (request.Owner != process.Owner && request.Owner is { } owner && presence.IsGone(owner))
                {
                    await ConsiderAsync(request, ct);
                }
            }
        }
        catch (JournalUnavailableException error)
        {
            JournalGone(log, error.Message);
        }
    }

    private async Task ConsiderAsync(OwnedRequest request, CancellationToken ct)
    {
        var open = request.Deadline > clock.GetUtcNow();
        if (open && _refused.ContainsKey(request.Id))
        {
            return; // what this process has does not change
        }

        var missing = Missing(request.Models).ToList();
        if (missing.Count == 0 && await journal.ReadAsync(request.Id, ct) is { } view)
        {
            missing = [.. Elsewhere(view, request.Models)];
        }

        if (missing.Count > 0 && open)
        {
            var reason = $"its process is gone, and this one lacks {string.Join(", ", missing)}; it ends at its deadline";
            if (_refused.TryAdd(request.Id, reason))
            {
                LeftAlone(log, request.Id, reason);
            }

            return;
        }

        await TakeAsync(request.Id, request.Owner, deadline: null, ct);
    }

    private IEnumerable<string> Missing(IEnumerable<OwnedModel> needed) => needed
        .Where(model => catalogue.Find(model.Model) is not { } known || known.Simulated != model.Simulated)
        .Select(model => model.Simulated ? $"the simulated model '{model.Model}'" : $"the model '{model.Model}'")
        .Distinct();

    private IEnumerable<string> Elsewhere(RequestView view, IEnumerable<OwnedModel> needed) =>
        places.Elsewhere(view.Request.Spec.Places, needed.Select(model => model.Model));

    private async Task<bool> TakeAsync(RequestId id, string? owner, DateTimeOffset? deadline, CancellationToken ct)
    {
        if (owner is not null)
        {
            gone.Add(owner);
        }

        if (!await journal.AdoptAsync(id, owner, process.Incarnation, deadline, ct))
        {
            return false;
        }

        Adopted(log, id);
        await journal.LoseExpiredAsync(process.Owner, gone.Incarnations, ct);
        await advance(id);
        return true;
    }

    [LoggerMessage(204, LogLevel.Information, "Request {Request} was taken up from a process that is gone")]
    private static partial void Adopted(ILogger log, RequestId request);

    [LoggerMessage(205, LogLevel.Warning, "Request {Request} is left alone: {Reason}")]
    private static partial void LeftAlone(ILogger log, RequestId request, string reason);

    [LoggerMessage(206, LogLevel.Warning, "Adoption has to wait, the journal cannot be reached: {Reason}")]
    private static partial void JournalGone(ILogger log, string reason);
}
