using AiCouncil.Analysis;
using AiCouncil.Dispatch;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Orchestration;

namespace AiCouncil.Requests;

/// <summary>Lists, details, replays and what else is done to requests beside asking them.</summary>
internal sealed class CouncilRecords(
    IJournal journal, IRequestAnalyzer analyzer, RequestAcceptor acceptor, RequestEstimator estimator, Adoption adoption, IProcessPresence presence, ProcessIdentity process,
    TimeProvider clock) : ICouncilRecords
{
    private const int MaxPage = 200;
    private const int MaxEvents = 1_000;

    public async Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > MaxPage)
        {
            throw new InvalidRequestException("limit", $"limit must lie between 1 and {MaxPage}.");
        }

        RequestId? before = null;
        if (query.Cursor is { } cursor)
        {
            before = RequestId.TryParse(cursor, out var id) ? id : throw new InvalidRequestException("cursor", "cursor is not one that a list returned.");
        }

        var list = await journal.ListAsync(new RequestFilter(query.Tenant, query.State, before, query.Limit), ct);
        var data = list.Rows.Select(row => Summary(row, row.State, list.Costs[row.Spec.Id])).ToList();
        return new RequestPage(data, list.More ? data[^1].Id.ToString() : null);
    }

    public async Task<string?> TenantOfAsync(RequestId id, CancellationToken ct = default) => (await journal.ReadAsync(id, ct))?.Request.Spec.Tenant;

    public async Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct = default)
    {
        if (await journal.ReadAsync(id, ct) is not { } view)
        {
            return null;
        }

        var response = ResponseReport.Of(view, clock.GetUtcNow());
        var summary = Summary(view.Request, ResponseReport.StateOf(view), response.Cost.TotalUsd);
        return new RequestDetails(summary, response, view.Calls, await journal.ReadAttemptsAsync(id, ct));
    }

    public async Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct = default) =>
        await journal.ReadEventsAsync(id, after, MaxEvents, ct);

    public async Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct = default)
    {
        if (await journal.ReadAsync(id, ct) is not { Request.Spec: var old })
        {
            return null;
        }

        var texts = await journal.ReadTextsAsync(id, [old.ConversationHash], ct);
        return texts.TryGetValue(old.ConversationHash, out var conversation)
            ? await acceptor.AcceptAsync(Again(old, conversation), fresh ? null : id, ct)
            : null;
    }

    public async Task<bool> DeleteAsync(RequestId id, CancellationToken ct = default) => await journal.DeleteAsync(id, ct);

    public Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct = default) => adoption.ResumeAsync(id, timeout, ct);

    public RequestEstimate Estimate(CouncilRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return estimator.Estimate(request);
    }

    public RequestAnalysis Analyze(CouncilRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return analyzer.Analyze(request);
    }

    private static CouncilRequest Again(RequestSpec old, string conversation) => new()
    {
        Messages = CouncilJson.Deserialize<IReadOnlyList<ChatTurn>>(conversation),
        Mode = old.Mode,
        Models = old.Models,
        Tenant = old.Tenant,
        Priority = old.Priority,
        MaxCost = old.CostLimitIsUsers ? old.CostLimit : null,
        Background = old.Background,
        Generation = old.Generation,
        Metadata = old.Metadata,
    };

    private RequestSummary Summary(RequestRow row, RequestState state, Usd? cost) => new(
        row.Spec.Id, row.Spec.Tenant, state, row.Spec.Mode, row.Spec.CreatedAt, row.UpdatedAt, row.Spec.Title, cost, NotRunning(row));

    private string? NotRunning(RequestRow row) =>
        !row.Terminal && row.Owner is { } owner && owner != process.Owner && presence.IsGone(owner)
            ? adoption.ReasonAgainst(row.Spec.Id) ?? $"its process is gone; 'council serve' or 'council ask --resume {row.Spec.Id}' takes it up"
            : null;
}
