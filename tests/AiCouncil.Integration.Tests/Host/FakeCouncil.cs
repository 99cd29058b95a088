using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AiCouncil.Analysis;
using AiCouncil.Host.Composition;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

/// <summary>One request whose events the test writes.</summary>
internal sealed class FakeCouncil : ICouncil, ICouncilRecords, ICouncilSession
{
    private readonly Channel<CouncilEvent> _events = Channel.CreateBounded<CouncilEvent>(100);
    private readonly TaskCompletionSource _watched = new();
    private readonly CancellationTokenSource _stopped = new();

    public static RequestId Id { get; } = new(Guid.Parse("0199a8c2-0000-7000-8000-000000000001"));

    public FinalResponse Response { get; set; } = Answer();

    public bool Cancelled { get; private set; }

    public ICouncil Council => this;

    public ICouncilRecords Records => this;

    public bool Remote { get; init; }

    public IReadOnlyList<string> Notices => [];

    public CancellationToken Stopped => _stopped.Token;

    public Task Watched => _watched.Task;

    public List<CouncilEvent> Logged { get; } = [];

    public static FinalResponse Answer(string content = "42") => new()
    {
        Id = Id,
        Status = RequestState.Completed,
        Mode = ExecutionMode.Balanced,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Content = content,
        OverallConfidence = 1,
        Members =
        [
            new MemberReport("a", "main", "completed", 1, new Usd(1_000_000), 10, true),
            new MemberReport("b", "main", "failed", null, Usd.Zero, 10, null, "boom"),
        ],
        Cost = new CostReport { TotalUsd = new Usd(1_000_000) },
        Timing = new TimingReport(0, 1400),
    };

    public static CouncilEvent Event(string type, string data = "{}", long? sequence = 1) => new(Id, sequence, type, DateTimeOffset.UnixEpoch, data);

    public static CouncilEvent Delta(int offset, string text, string attempt = "1.1") =>
        Event("answer.delta", $$"""{"call":1,"attempt":"{{attempt}}","offset":{{offset}},"text":"{{text}}"}""", null);

    public void Emit(params CouncilEvent[] events)
    {
        foreach (var news in events)
        {
            Assert.True(_events.Writer.TryWrite(news));
        }
    }

    public void End() => _events.Writer.TryComplete();

    public void Die() => _stopped.Cancel();

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        _watched.TrySetResult();
        await foreach (var news in _events.Reader.ReadAllAsync(ct))
        {
            yield return news;
        }
    }

    public Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct = default) => Task.FromResult<FinalResponse?>(Response);

    public Task<bool> CancelAsync(RequestId id, CancellationToken ct = default)
    {
        Cancelled = true;
        Response = Response with { Status = RequestState.Cancelled };
        End();
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CouncilEvent>>([.. Logged.Where(it => it.Sequence > after)]);

    public Task<IReadOnlyList<ModelLine>> ModelsAsync(bool probe, CancellationToken ct) => throw new NotSupportedException();

    public Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<string?> TenantOfAsync(RequestId id, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(RequestId id, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct = default) => throw new NotSupportedException();

    public RequestEstimate Estimate(CouncilRequest request) => throw new NotSupportedException();

    public RequestAnalysis Analyze(CouncilRequest request) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        _stopped.Dispose();
        return ValueTask.CompletedTask;
    }
}
