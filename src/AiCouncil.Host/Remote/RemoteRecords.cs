using System.Globalization;
using System.Net;
using System.Text.Json;
using AiCouncil.Analysis;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>Lists, details, estimates and replays behind a server.</summary>
internal sealed class RemoteRecords(ServerConnection server, ICouncil council) : ICouncilRecords
{
    private const string Requests = RemoteCouncil.Requests;

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

    public async Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct = default)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Requests}/{id}/events?after={after}");
        return await server.GetAsync<ListBody<JsonElement>>(path, ct) is { } list
            ? [.. list.Data.Select(it => ServerEvents.Of(id, it, otherwise: null)).OfType<CouncilEvent>()]
            : [];
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
