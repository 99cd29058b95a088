using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Waits for the end of a request without polling.</summary>
internal static class EndOf
{
    /// <summary>The terminal answer; null when the request was deleted or the events ended before it did.</summary>
    public static async Task<FinalResponse?> RequestAsync(ICouncil council, RequestId id, CancellationToken ct)
    {
        await foreach (var _ in council.WatchAsync(id, 0, ct))
        {
        }

        var response = await council.GetAsync(id, ct);
        return response?.Status is RequestState.Completed or RequestState.Failed or RequestState.Cancelled ? response : null;
    }
}
