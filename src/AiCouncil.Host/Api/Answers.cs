using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>JSON answers of the native surface.</summary>
internal static class Answers
{
    public static IResult Json<T>(T value, int status = 200) => Results.Json(value, CouncilJson.Options, statusCode: status);

    public static IResult List<T>(IReadOnlyList<T> data, string? next = null) => Json(new ListAnswer<T>(data, next));

    public static string UrlOf(RequestId id) => $"/api/v1/requests/{id}";

    /// <summary>202 with the request's place.</summary>
    public static IResult Accepted(HttpContext context, Submission submission)
    {
        RequestIdHeaders.Set(context, submission.Id);
        var url = UrlOf(submission.Id);
        context.Response.Headers.Location = url;
        return Json(new AcceptedAnswer(submission.Id, submission.State, url), 202);
    }
}

internal sealed record ListAnswer<T>(IReadOnlyList<T> Data, string? Next);

internal sealed record AcceptedAnswer(RequestId Id, RequestState Status, string Url);

internal sealed record StateAnswer(RequestId Id, RequestState Status);
