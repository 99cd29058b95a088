using System.Runtime.CompilerServices;
using AiCouncil.Analysis;

namespace AiCouncil.Requests;

/// <summary>The council as the container hands it out: usable from the first moment, it opens the journal on first use.</summary>
internal sealed class PreparedCouncil(CouncilSetup setup) : ICouncil, ICouncilRecords
{
    public async Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct = default) =>
        await (await CouncilAsync(ct)).AskAsync(request, ct);

    public async Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct = default) =>
        await (await CouncilAsync(ct)).SubmitAsync(request, ct);

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var next in (await CouncilAsync(ct)).WatchAsync(id, after, ct))
        {
            yield return next;
        }
    }

    public async Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct = default) => await (await CouncilAsync(ct)).GetAsync(id, ct);

    public async Task<bool> CancelAsync(RequestId id, CancellationToken ct = default) => await (await CouncilAsync(ct)).CancelAsync(id, ct);

    public async Task<RequestPage> ListAsync(RequestQuery query, CancellationToken ct = default) => await (await RecordsAsync(ct)).ListAsync(query, ct);

    public async Task<string?> TenantOfAsync(RequestId id, CancellationToken ct = default) => await (await RecordsAsync(ct)).TenantOfAsync(id, ct);

    public async Task<RequestDetails?> ShowAsync(RequestId id, CancellationToken ct = default) => await (await RecordsAsync(ct)).ShowAsync(id, ct);

    public async Task<IReadOnlyList<CouncilEvent>> EventsAsync(RequestId id, long after, CancellationToken ct = default) =>
        await (await RecordsAsync(ct)).EventsAsync(id, after, ct);

    public async Task<Submission?> ReplayAsync(RequestId id, bool fresh, CancellationToken ct = default) =>
        await (await RecordsAsync(ct)).ReplayAsync(id, fresh, ct);

    public async Task<bool> DeleteAsync(RequestId id, CancellationToken ct = default) => await (await RecordsAsync(ct)).DeleteAsync(id, ct);

    public async Task<ResumeResult> ResumeAsync(RequestId id, TimeSpan? timeout, CancellationToken ct = default) =>
        await (await RecordsAsync(ct)).ResumeAsync(id, timeout, ct);

    /// <exception cref="InvalidOperationException">The council was not prepared: the models are not known yet.</exception>
    public RequestEstimate Estimate(CouncilRequest request) => setup.Parts.Records.Estimate(request);

    /// <exception cref="InvalidOperationException">The council was not prepared.</exception>
    public RequestAnalysis Analyze(CouncilRequest request) => setup.Parts.Records.Analyze(request);

    private async ValueTask<Council> CouncilAsync(CancellationToken ct) => (await setup.PrepareAsync(ct)).Council;

    private async ValueTask<CouncilRecords> RecordsAsync(CancellationToken ct) => (await setup.PrepareAsync(ct)).Records;
}
