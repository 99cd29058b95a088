using System.Runtime.CompilerServices;
using AiCouncil.Dispatch;
using AiCouncil.Journal;
using AiCouncil.Orchestration;
using AiCouncil.Transport;

namespace AiCouncil.Requests;

/// <summary>Publishes and awaits; everything it knows stands in the journal.</summary>
internal sealed class Council(
    IJournal journal, ITransport transport, RequestAcceptor acceptor, Orchestrator orchestrator, Adoption adoption, Watchers watchers, Listening listening, ProcessIdentity process,
    TimeProvider clock) : ICouncil
{
    private const int Page = 500;

    /// <summary>How often a waiter looks for itself: seldom where every change is told, each second where messages may be lost.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    public async Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = acceptor.NewId();
        using var own = watchers.Watch(id); // before the accept: its end cannot be missed, so nothing need be read until then
        var submission = await SubmitAsync(id, request, listening.Address, ct);
        if (submission.Joined)
        {
            using var joined = watchers.Watch(submission.Id);
            await PatientlyAsync(() => listening.BeginAsync(submission.Id, ct), ct);
            return await AnswerAsync(joined, ct);
        }

        await UntilTerminalAsync(own, process.Owner, ct);
        return await AnswerAsync(own, ct);
    }

    public Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SubmitAsync(acceptor.NewId(), request, request.Stream ? listening.Address : null, ct); // whoever wants a stream watches next
    }

    private async Task<Submission> SubmitAsync(RequestId id, CouncilRequest request, string? listener, CancellationToken ct)
    {
        var submission = await acceptor.AcceptAsync(id, request, replayOf: null, listener, ct);
        if (submission.Joined)
        {
            await adoption.ResumeAsync(submission.Id, request.Timeout, ct); // its process may be gone: then nobody works on it
        }

        return submission;
    }

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var watcher = watchers.Watch(id);
        if (await journal.ReadAsync(id, ct) is not { } view)
        {
            yield break;
        }

        if (watcher.First && !view.Request.Terminal)
        {
            await PatientlyAsync(() => listening.BeginAsync(id, ct), ct); // before the log is read: what it does not hold yet is told
        }

        var text = new HeardText();
        var cursor = after;
        while (true)
        {
            var events = await PatientlyAsync(() => journal.ReadEventsAsync(id, cursor, Page, ct), ct);
            foreach (var next in events)
            {
                cursor = next.Sequence!.Value;
                yield return next;
                if (IsLast(next))
                {
                    yield break;
                }
            }

            if (events.Count == Page)
            {
                continue;
            }

            if (events.Count == 0 && await EndedAsync(id, cursor, ct))
            {
                yield break;
            }

            bool heard;
            do
            {
                await watcher.WaitAsync(Backstop(view.Request.Owner), clock, ct);
                heard = false;
                while (watcher.News.TryRead(out var news))
                {
                    heard = true;
                    if (Live(news, text) is { } live)
                    {
                        yield return live;
                    }
                }
            }
            while (!watcher.TakeChanged() && (heard ? !await GrownAsync(id, cursor, ct) : !await MovedAsync(view.Request.Owner, id, cursor, ct)));
        }
    }

    public async Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct = default) =>
        await journal.ReadAsync(id, ct) is { } view ? ResponseReport.Of(view, clock.GetUtcNow()) : null;

    public Task<bool> CancelAsync(RequestId id, CancellationToken ct = default) => orchestrator.CancelAsync(id);

    private async Task<FinalResponse> AnswerAsync(Watchers.Watcher watcher, CancellationToken ct)
    {
        while (true)
        {
            if (await PatientlyAsync(() => journal.ReadAsync(watcher.Id, ct), ct) is not { } view)
            {
                throw new InvalidOperationException($"Request {watcher.Id} was deleted while it was waited for.");
            }

            if (view.Request.Terminal)
            {
                return ResponseReport.Of(view, clock.GetUtcNow());
            }

            await UntilTerminalAsync(watcher, view.Request.Owner, ct);
        }
    }

    private async Task UntilTerminalAsync(Watchers.Watcher watcher, string? owner, CancellationToken ct)
    {
        while (true)
        {
            await watcher.WaitAsync(Backstop(owner), clock, ct);
            var any = false;
            while (watcher.News.TryRead(out var news))
            {
                any = true;
                if (news is ControlMessage.Changed { Terminal: true })
                {
                    return;
                }
            }

            if (!any && await MovedAsync(owner, watcher.Id, long.MaxValue, ct))
            {
                return; // nothing came: look for oneself
            }
        }
    }

    /// <summary>Accepted is accepted: a journal that is away for a moment must not make a caller ask, and pay, again.</summary>
    private async Task<T> PatientlyAsync<T>(Func<ValueTask<T>> read, CancellationToken ct)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause < TimeSpan.FromSeconds(1) ? pause * 2 : pause)
        {
            try
            {
                return await read();
            }
            catch (JournalUnavailableException)
            {
                await Task.Delay(pause, clock, ct);
            }
        }
    }

    private static bool IsLast(CouncilEvent next) => next.Type is "request.completed" or "request.failed" or "request.cancelled";

    /// <summary>No such request, or the cursor stands behind its last event.</summary>
    private async Task<bool> EndedAsync(RequestId id, long cursor, CancellationToken ct) =>
        await PatientlyAsync(() => journal.ReadAsync(id, ct), ct) is not { } view || (view.Request.Terminal && view.Request.Sequence <= cursor);

    private async Task<bool> GrownAsync(RequestId id, long cursor, CancellationToken ct) =>
        (await PatientlyAsync(() => journal.ReadEventsAsync(id, cursor, 1, ct), ct)).Count > 0;

    /// <summary>After a wait without news: those who look often share their look.</summary>
    private async Task<bool> MovedAsync(string? owner, RequestId id, long cursor, CancellationToken ct) =>
        EverythingIsTold(owner) || await listening.MovedAsync(id, cursor, ct);

    private TimeSpan Backstop(string? owner) => EverythingIsTold(owner) ? Seldom : Often;

    /// <summary>
    /// Another process's request is told to nobody here; and where requests have no owner, a process that this one's transport does not
    /// reach may end them.
    /// </summary>
    private bool EverythingIsTold(string? owner) => transport.Capabilities.Lossless && owner is not null && owner == process.Owner;

    private CouncilEvent? Live(ControlMessage news, HeardText text) => news switch
    {
        ControlMessage.Delta piece => text.Next(piece) is not { } it ? null : new CouncilEvent(it.Request, null, "answer.delta", clock.GetUtcNow(),
            CouncilJson.Serialize(new { it.Call, it.Attempt, it.Offset, it.Text })),
        ControlMessage.Started it => new CouncilEvent(it.Request, null, "call.started", clock.GetUtcNow(),
            CouncilJson.Serialize(new { it.Call, it.Model, it.Deployment })),
        _ => null,
    };
}
