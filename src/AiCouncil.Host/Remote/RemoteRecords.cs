using System.Globalization;
using System.Net;
using AiCouncil.Analysis;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>Lists, details, estimates and replays behind a server.</summary>
internal sealed class RemoteRecords(ServerConnection server, ICouncil council, TimeProvider clock) : ICouncilRecords
{
    private const string Requests = RemoteCouncil.Requests;

    private static readonly TimeSpan FirstNews = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct = default)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Requests}?limit={query.Limit}");
        path += query.State is { } state ? $"&state={CouncilJson.Serialize(state).Trim('"')}" : "";
        path += query.Cursor is { } cursor ? $"&cursor={Uri.EscapeDataString(cursor)}" : "";
        var list = await server.GetAsync<ListBody<RequestSummary>>(path, ct);
        return list is null ? new RequestPage([], null) : new RequestPage(list.Data, list.Next);
    }

    /// <summary>A server shows a client only what is its tenant's.</summary>
    public async Task<string?> TenantOfAsync(RequestId id, CancellationToken ct = default) => (await ShowAsync(id, ct))?.Summary.Tenant;

    public Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct = default) => server.GetAsync<RequestDetails>($"{Requests}/{id}/details", ct);

    /// <summary>What is logged now; the stream of a running request is left at its first pause, because it goes on until the end.</summary>
    public async Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct = default)
    {
        var known = new List<CouncilEvent>();
        using var pause = new CancellationTokenSource(FirstNews, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, pause.Token);
        try
        {
            await foreach (var news in ServerEvents.ReadAsync(server, id, after, both.Token))
            {
                pause.CancelAfter(Pause);
                known.AddRange(news.Sequence is null ? [] : [news]);
                if (known.Count == 1000 || RemoteCouncil.IsLast(news))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return known;
        }

        return known;
    }

    public async Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct = default) =>
        await server.PostAsync<SubmissionBody>($"{Requests}/{id}/replay{(fresh ? "?fresh=true" : "")}", null, ct) is { } made
            ? new Submission(made.Id, made.Status, Joined: false)
            : null;

    public async Task<bool> DeleteAsync(RequestId id, CancellationToken ct = default) =>
        await server.StatusAsync(HttpMethod.Delete, $"{Requests}/{id}", ct) is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict);

    /// <summary>A server takes up its unfinished requests by itself; there is nothing to move.</summary>
    public async Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct = default) =>
        await council.GetAsync(id, ct) switch
        {
            null => ResumeResult.NotFound,
            { Status: RequestState.Queued or RequestState.InProgress } => ResumeResult.Resumed,
            _ => ResumeResult.AlreadyEnded,
        };

    public RequestEstimate Estimate(CouncilRequest request) => server.Post<RequestEstimate>("api/v1/estimate", RequestBody.Of(request));

    public RequestAnalysis Analyze(CouncilRequest request) => server.Post<RequestAnalysis>("api/v1/analyze", RequestBody.Of(request));
}
