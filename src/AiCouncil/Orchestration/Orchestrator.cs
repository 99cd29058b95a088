using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging;

namespace AiCouncil.Orchestration;

/// <summary>
/// Runs Advance on whatever request it hears of: snapshot, decide, store, look again. It owns nothing; any orchestrator may do
/// this for any request at any time.
/// </summary>
internal sealed partial class Orchestrator(
    IJournal journal, ITransport transport, Advance advance, Safeguards safeguards, ProcessIdentity process, TimeProvider clock,
    ILogger<Orchestrator> log)
{
    /// <summary>Consumes result hints until <paramref name="ct"/> is cancelled, so many at once that their commits share an fsync.</summary>
    public Task RunAsync(int concurrency, CancellationToken ct) => transport.ConsumeResultsAsync(concurrency, HintedAsync, ct);

    /// <summary>Decides until there is nothing left to fold in.</summary>
    public async Task AdvanceAsync(RequestId id)
    {
        do
        {
            if (await InputAsync(id) is not { } input || Decide(input) is not { } decision)
            {
                return;
            }

            if (!await StoreAsync(id, input, decision))
            {
                return; // another decision came first; its maker looks again
            }
        }
        while (safeguards.SecondLook && await journal.HasWakesAsync(id, CancellationToken.None));
    }

    /// <summary>False when there is no such request, or it had ended.</summary>
    public async Task<bool> CancelAsync(RequestId id)
    {
        while (await InputAsync(id) is { } input && Advance.Cancel(input) is { } decision)
        {
            if (await StoreAsync(id, input, decision))
            {
                await AdvanceAsync(id); // the second look: a result that came during the cancel is folded in as late
                return true;
            }
        }

        return false;
    }

    /// <summary>A decision is never before what it was taken from, however few milliseconds this clock lags the journal's: an answer would be late to it.</summary>
    private DateTimeOffset NowAfter(RequestView view)
    {
        var now = clock.GetUtcNow();
        return view.Calls.Max(call => call.FinishedAt) is { } finished && finished > now ? finished : now;
    }

    /// <summary>The first decision on a request that is about to be accepted.</summary>
    public async Task<Decision> FirstAsync(RequestRow request, Payload conversation)
    {
        var view = new RequestView(request, [], [], []);
        var texts = new Dictionary<string, string> { [conversation.Hash] = conversation.Text };
        var decision = advance.Decide(new AdvanceInput(view, texts, await ReusableAsync(request.Spec), clock.GetUtcNow()))!;
        return decision with { Events = [new NewEvent("request.created", request.Spec.CreatedAt, CouncilJson.Serialize(new { mode = request.Spec.Mode })), .. decision.Events] };
    }

    /// <summary>Tells those who act on a decision. All of it is best effort: each has a backstop in the journal.</summary>
    /// <param name="pools">Where calls wait for the relay.</param>
    /// <param name="listeners">Servers that want the request's news, beside this process.</param>
    public void Announce(RequestId id, Decision decision, IEnumerable<string> pools, IReadOnlyList<string> listeners)
    {
        foreach (var pool in pools)
        {
            transport.Post(new ControlMessage.WakeRelay(pool));
        }

        transport.Tell(new ControlMessage.Changed(id, decision.Terminal), listeners, process.Incarnation);
    }

    /// <summary>A defect in a thinking room must not stop the others, nor leave this request without an end.</summary>
    private Decision? Decide(AdvanceInput input)
    {
        try
        {
            return advance.Decide(input);
        }
#pragma warning disable CA1031 // whatever it is, the request fails by name instead of being tried for ever
        catch (Exception error)
#pragma warning restore CA1031
        {
            Defect(log, input.View.Request.Spec.Id, error);
            return Advance.Abandon(input);
        }
    }

    private async Task HintedAsync(RequestId id)
    {
        try
        {
            await AdvanceAsync(id);
        }
        catch (JournalUnavailableException error)
        {
            Postponed(log, id, error.Message); // the wake row stays; the sweep finds it
        }
#pragma warning disable CA1031 // one broken request must not stop the others
        catch (Exception error)
#pragma warning restore CA1031
        {
            Broke(log, id, error);
        }
    }

    private async Task<AdvanceInput?> InputAsync(RequestId id)
    {
        if (await journal.ReadAsync(id, CancellationToken.None) is not { } view)
        {
            return null;
        }

        var hashes = view.Request.Terminal ? [] : view.Calls.Select(call => call.ResultHash).OfType<string>().Append(view.Request.Spec.ConversationHash).ToHashSet();
        var texts = hashes.Count == 0 ? new Dictionary<string, string>() : await journal.ReadTextsAsync(id, hashes, CancellationToken.None);
        return new AdvanceInput(view, texts, view.Request.Terminal ? [] : await ReusableAsync(view.Request.Spec), NowAfter(view));
    }

    private async Task<bool> StoreAsync(RequestId id, AdvanceInput input, Decision decision)
    {
        if (!await journal.StoreDecisionAsync(id, decision, CancellationToken.None))
        {
            return false;
        }

        Announce(id, decision, decision.NewCalls.Where(call => call.State == CallState.Ready).Select(call => call.Pool).Distinct(), input.View.Listeners);
        foreach (var reissue in decision.Changes.OfType<CallChange.Reissue>())
        {
            transport.Post(new ControlMessage.WakeRelay(input.View.Calls.First(call => call.Id.Number == reissue.Number).Pool));
        }

        if (decision.Changes.Any(change => change is CallChange.Cancel))
        {
            await CancelRunningAsync(id);
        }

        return true;
    }

    /// <summary>A second statement after the commit: who holds a cancelled call now, so that none claimed in between is missed.</summary>
    private async Task CancelRunningAsync(RequestId id)
    {
        var view = await journal.ReadAsync(id, CancellationToken.None);
        foreach (var call in view?.Calls.Where(call => call is { State: CallState.Cancelled, ClaimedBy: not null }) ?? [])
        {
            transport.Post(new ControlMessage.Cancel(call.ClaimedBy!, call.Id));
        }
    }

    /// <summary>What a replay takes over from the request it repeats.</summary>
    private async Task<IReadOnlyList<ReusableCall>> ReusableAsync(RequestSpec spec)
    {
        if (spec.ReplayOf is not { } origin || await journal.ReadAsync(origin, CancellationToken.None) is not { } old)
        {
            return [];
        }

        var done = old.Calls.Where(call => call is { State: CallState.Completed, ResultHash: not null }).ToList();
        var texts = await journal.ReadTextsAsync(origin, done.ConvertAll(call => call.ResultHash!), CancellationToken.None);
        return [.. done.Where(call => texts.ContainsKey(call.ResultHash!)).Select(call =>
            new ReusableCall(call.Model, call.PromptHash, new Payload(call.ResultHash!, texts[call.ResultHash!]), call.FinishReason, call.Deployment))];
    }

    [LoggerMessage(102, LogLevel.Error, "Advance threw on request {Request}; it fails with internal_error")]
    private static partial void Defect(ILogger log, RequestId request, Exception error);

    [LoggerMessage(103, LogLevel.Error, "Request {Request} could not be looked at")]
    private static partial void Broke(ILogger log, RequestId request, Exception error);

    [LoggerMessage(101, LogLevel.Warning, "Request {Request} waits for the sweep, the journal cannot be reached: {Reason}")]
    private static partial void Postponed(ILogger log, RequestId request, string reason);
}
