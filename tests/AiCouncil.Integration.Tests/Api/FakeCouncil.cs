using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AiCouncil.Analysis;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>A council played by the test: requests are accepted and stay open until the test ends them.</summary>
internal sealed class FakeCouncil : ICouncil, ICouncilRecords
{
    private readonly ConcurrentDictionary<RequestId, FakeRequest> _requests = new();
    private long _made;
    private readonly ConcurrentDictionary<string, (RequestId Id, string Body)> _keys = new();

    /// <summary>How many were accepted.</summary>
    public CountReached Accepted { get; } = new();

    /// <summary>Plays a part of every new request before its submitter hears of it.</summary>
    public Action<FakeRequest>? OnSubmit { get; set; }

    /// <summary>Thrown by every submission.</summary>
    public Exception? Refusal { get; set; }

    public IReadOnlyList<FakeRequest> Requests => [.. _requests.Values.OrderBy(request => request.Id)];

    public FakeRequest Only => Assert.Single(Requests);

    public RequestQuery? LastQuery { get; private set; }

    public bool? LastFresh { get; private set; }

    public async Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct)
    {
        await Task.CompletedTask;
        throw new NotSupportedException();
    }

    public Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        var accepted = new FakeRequest(NextId(), request);
        if (request.IdempotencyKey is { } key)
        {
            var body = string.Join('|', request.Messages.Select(message => message.Text));
            var kept = _keys.GetOrAdd(request.Tenant + "/" + key, (accepted.Id, body));
            if (kept.Body != body)
            {
                throw new InvalidRequestException("Idempotency-Key", "The key belongs to another body.", "idempotency_conflict");
            }

            if (kept.Id != accepted.Id)
            {
                return Task.FromResult(new Submission(kept.Id, _requests[kept.Id].Response.Status, Joined: true));
            }
        }

        _requests[accepted.Id] = accepted;
        accepted.Log("request.created");
        OnSubmit?.Invoke(accepted);
        Accepted.Add(1);
        return Task.FromResult(new Submission(accepted.Id, RequestState.Queued, Joined: false));
    }

    /// <summary>Ids in the order of their acceptance, also within a millisecond.</summary>
    private RequestId NextId() => new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref _made))));

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var news in _requests[id].WatchAsync(after, ct))
        {
            yield return news;
        }
    }

    public Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct) =>
        Task.FromResult(_requests.TryGetValue(id, out var request) ? request.Response : null);

    public Task<bool> CancelAsync(RequestId id, CancellationToken ct) =>
        Task.FromResult(_requests.TryGetValue(id, out var request) && request.Cancel());

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct)
    {
        LastQuery = query;
        return Task.FromResult(new RequestPage(
            [.. Requests.Where(request => request.Asked.Tenant == query.Tenant).Select(request => request.Summary)], "next-page"));
    }

    public Task<string?> TenantOfAsync(RequestId id, CancellationToken ct) =>
        Task.FromResult(_requests.TryGetValue(id, out var request) ? request.Asked.Tenant : null);

    public Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct) =>
        Task.FromResult(_requests.TryGetValue(id, out var request) ? new RequestDetails(request.Summary, request.Response, [], []) : null);

    public Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CouncilEvent>>([.. _requests[id].Logged.Where(news => news.Sequence > after)]);

    public async Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct)
    {
        LastFresh = fresh;
        return _requests.TryGetValue(id, out var request) ? await SubmitAsync(request.Asked, ct) : null;
    }

    public Task<bool> DeleteAsync(RequestId id, CancellationToken ct) =>
        Task.FromResult(_requests.TryGetValue(id, out var request) && request.Ended && _requests.TryRemove(id, out _));

    public Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct) => throw new NotSupportedException();

    public RequestEstimate Estimate(CouncilRequest request) =>
        new(request.Mode ?? ExecutionMode.Balanced, ["alpha"], 1, 4, new CostRange(Usd.Zero, null), 10, 20, ["a note"]);

    public RequestAnalysis Analyze(CouncilRequest request) =>
        new(TaskIntent.Question, ComplexityLevel.Simple, TaskType.Reasoning, AnswerType.ShortFact, RiskLevel.Low, false, 3, []);
}
