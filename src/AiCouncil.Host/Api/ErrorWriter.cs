using System.Globalization;
using System.Text.Json;
using AiCouncil.Requests;
using Microsoft.AspNetCore.WebUtilities;

namespace AiCouncil.Host.Api;

/// <summary>Writes errors as the path's surface speaks: OpenAI's error object under /v1, problem details (RFC 9457) elsewhere.</summary>
internal static class ErrorWriter
{
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        var response = context.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        response.Headers.Allow = allow;
        response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        return IsOpenAi(context) ? WriteOpenAiAsync(response, error) : WriteProblemAsync(response, error);
    }

    /// <summary>OpenAI's error object as JSON text.</summary>
    public static string OpenAiJson(ApiError error) =>
        CouncilJson.Serialize(new { error = new { message = error.Message, type = TypeOf(error.Status), param = error.Field, code = error.Code } });

    public static bool IsOpenAi(HttpContext context) => context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);

    private static Task WriteOpenAiAsync(HttpResponse response, ApiError error)
    {
        if (!error.MayRetry)
        {
            // Understood by OpenAI's own clients, which otherwise retry 5xx by themselves.
            response.Headers["x-should-retry"] = "false";
        }

        response.ContentType = "application/json";
        return response.WriteAsync(OpenAiJson(error));
    }

    private static Task WriteProblemAsync(HttpResponse response, ApiError error)
    {
        response.ContentType = "application/problem+json";
        var problem = new Dictionary<string, object?>
        {
            ["type"] = "about:blank",
            ["title"] = ReasonPhrases.GetReasonPhrase(error.Status),
            ["status"] = error.Status,
            ["detail"] = error.Message,
            ["code"] = error.Code,
        };
        if (error.Field is not null)
        {
            problem["field"] = error.Field;
        }

        return response.WriteAsync(JsonSerializer.Serialize(problem, CouncilJson.Options));
    }

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
