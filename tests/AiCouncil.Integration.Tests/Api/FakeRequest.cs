using System.Runtime.CompilerServices;
using AiCouncil.Requests;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>One request of a <see cref="FakeCouncil"/>: the test writes its events, its deltas and its end.</summary>
internal sealed class FakeRequest(RequestId id, CouncilRequest asked)
{
    private readonly Lock _gate = new();
    private readonly List<CouncilEvent> _events = [];
    private TaskCompletionSource _changed = New();
    private readonly TaskCompletionSource _unwatched = New();
    private readonly CountReached _watchers = new();
    private int _written;

    public RequestId Id => id;

    public CouncilRequest Asked => asked;

    public FinalResponse Response { get; private set; } = new()
    {
        Id = id, Status = RequestState.InProgress, Mode = asked.Mode ?? ExecutionMode.Balanced, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public bool Ended => Response.Status is RequestState.Completed or RequestState.Failed or RequestState.Cancelled;

    public IReadOnlyList<CouncilEvent> Logged => [.. Snapshot().Where(news => news.Sequence is not null)];

    /// <summary>Ends when somebody called <see cref="Cancel"/>.</summary>
    public TaskCompletionSource Cancelled { get; } = New();

    /// <summary>Ends when somebody began to watch.</summary>
    public TaskCompletionSource Watched { get; } = New();

    /// <summary>Ends when a watcher gave up.</summary>
    public Task Unwatched => _unwatched.Task;

    /// <summary>Ends when at least so many watch at once.</summary>
    public Task WatchedBy(int count) => _watchers.ReachedAsync(count).WaitAsync(TimeSpan.FromSeconds(30));

    public RequestSummary Summary =>
        new(id, asked.Tenant, Response.Status, Response.Mode, Response.CreatedAt, Response.CreatedAt, asked.Messages[^1].Text, null, null);

    public void Log(string type, string data = "{}") => Add(type, data, logged: true);

    public void Delta(int offset, string text, string attempt = "1.1") =>
        Add("answer.delta", CouncilJson.Serialize(new AnswerDelta(1, attempt, offset, text)), logged: false);

    public void Complete(string content) => End(Response with
    {
        Status = RequestState.Completed, Content = content, FinishReason = "stop", OverallConfidence = 0.75, Usage = new TokenUsage(12, 5),
        Degraded = true, DegradedReasons = ["one member failed"],
    });

    public void Fail(string code) => End(Response with
    {
        Status = RequestState.Failed, Error = new ErrorReport(code, "It did not work.", Retryable: true),
    });

    public bool Cancel()
    {
        if (Ended)
        {
            return false;
        }

        End(Response with { Status = RequestState.Cancelled, Error = new ErrorReport("cancelled", "The request was cancelled.", false) });
        Cancelled.TrySetResult();
        return true;
    }

    public void End(FinalResponse response)
    {
        Response = response;
        Log("request." + response.Status.ToString().ToLowerInvariant());
    }

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        _watchers.Add(1);
        Watched.TrySetResult();
        var ended = false;
        try
        {
            for (var next = 0; !ended;)
            {
                var changed = _changed.Task;
                foreach (var news in Snapshot().Skip(next))
                {
                    next++;
                    ended = news.Type is "request.completed" or "request.failed" or "request.cancelled";
                    if (!(news.Sequence <= after))
                    {
                        yield return news;
                    }
                }

                await (ended ? Task.CompletedTask : changed.WaitAsync(ct));
            }
        }
        finally
        {
            _watchers.Add(-1);
            if (!ended)
            {
                _unwatched.TrySetResult();
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<CouncilEvent> Snapshot()
    {
        lock (_gate)
        {
            return [.. _events];
        }
    }

    private void Add(string type, string data, bool logged)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(new CouncilEvent(id, logged ? ++_written : null, type, DateTimeOffset.UnixEpoch, data));
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }
}
