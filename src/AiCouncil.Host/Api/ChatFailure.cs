using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>
/// What a request that ended without an answer means as a status. Clients are told not to retry: the request has used its own
/// attempts, and another one would pay again.
/// </summary>
internal static class ChatFailure
{
    public static ApiError Of(FinalResponse response)
    {
        var code = response.Error?.Code ?? (response.Status == RequestState.Cancelled ? "cancelled" : "failed");
        return new ApiError(StatusOf(code), code, response.Error?.Message ?? "The request ended without an answer.") { MayRetry = false };
    }

    /// <summary>The answer cannot be had, though the request may have ended well.</summary>
    public static ApiError Broken(string reason) => new(502, "stream_broken", reason) { MayRetry = false };

    /// <summary>499 is nginx's "client closed request": cancelled, and no client retries it.</summary>
    private static int StatusOf(string code) => code switch
    {
        "deadline_exceeded" => 504,
        "cancelled" => 499,
        "cost_limit" => 402,
        "no_model" => 503,
        _ => 502,
    };
}
