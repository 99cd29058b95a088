using System.Globalization;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>What is wrong, before it is written in the words of a surface.</summary>
/// <param name="Field">The header, query parameter or JSON path at fault, null where it is none.</param>
internal sealed record ApiError(int Status, string Code, string Message, string? Field = null)
{
    public int? RetryAfterSeconds { get; init; }

    /// <summary>False tells clients that retry by themselves not to: another try would pay again.</summary>
    public bool MayRetry { get; init; } = true;

    public static ApiError NotFound { get; } = new(404, "not_found", "There is no such request.");

    /// <summary>The error that a failure inside a handler means.</summary>
    public static ApiError Of(Exception failure) => failure switch
    {
        ApiException refused => refused.Error,
        InvalidRequestException invalid => new ApiError(StatusOf(invalid.Code), invalid.Code, invalid.Message, invalid.Field),
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        JournalUnavailableException => new ApiError(503, "journal_unavailable", "The journal cannot be reached; nothing was accepted.") { RetryAfterSeconds = 1 },
        _ => OfStatus(500),
    };

    /// <summary>The error that stands for a status that came without words.</summary>
    public static ApiError OfStatus(int status) => status switch
    {
        400 => new ApiError(400, "bad_request", "The request cannot be read."),
        404 => new ApiError(404, "not_found", "There is nothing at this path."),
        405 => new ApiError(405, "method_not_allowed", "This path does not answer to this method; see the Allow header."),
        408 => new ApiError(408, "request_timeout", "The request body did not arrive in time."),
        413 => new ApiError(413, "payload_too_large", string.Create(CultureInfo.InvariantCulture, $"The body is larger than {RequestBody.MaxBytes} bytes.")),
        415 => new ApiError(415, "unsupported_media_type", "Send Content-Type: application/json.", "Content-Type"),
        >= 500 => new ApiError(status, "internal_error", "Something went wrong in the server; its log has the details."),
        _ => new ApiError(status, "refused", "The request was refused."),
    };

    private static int StatusOf(string code) => code switch
    {
        "idempotency_conflict" => 422,
        "unsupported_media_type" => 415,
        "payload_too_large" or "prompt_too_large" or "too_large" => 413,
        _ => 400,
    };
}

/// <summary>Ends the handling of a request with this error.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;
}
