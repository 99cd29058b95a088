using System.Globalization;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary><c>/api/v1/requests</c>: submit, list, read.</summary>
internal static class RequestsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/requests", SubmitAsync);
        routes.MapGet("/api/v1/requests", ListAsync);
        routes.MapGet("/api/v1/requests/{id}", ReadAsync);
        routes.MapGet("/api/v1/requests/{id}/details", DetailsAsync);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, NativeBody bodies, ICouncil council, Drain drain, TimeProvider clock)
    {
        drain.RefuseNewWork();
        var (root, _) = await RequestBody.ReadAsync(context.Request);
        var request = bodies.Read(root) with
        {
            Tenant = Tenant.Of(context),
            IdempotencyKey = RequestFields.IdempotencyKey(context.Request),
            Background = true,
        };
        var submission = await council.SubmitAsync(request, CancellationToken.None);
        var accepted = Answers.Accepted(context, submission);
        return QueryParameters.Wait(context.Request) is { } seconds
            ? await WaitAsync(context, council, submission, seconds, clock) ?? accepted
            : accepted;
    }

    /// <summary>The answer if it comes in time, else null.</summary>
    private static async Task<IResult?> WaitAsync(HttpContext context, ICouncil council, Submission submission, int seconds, TimeProvider clock)
    {
        context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={seconds}");
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted);
        try
        {
            return await EndOf.RequestAsync(council, submission.Id, either.Token) is { } response ? Answers.Json(response) : null;
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<IResult> ListAsync(HttpContext context, ICouncilRecords records)
    {
        var cursor = context.Request.Query["cursor"].ToString();
        var query = new RequestQuery
        {
            Tenant = Tenant.Of(context),
            State = QueryParameters.State(context.Request),
            Cursor = cursor.Length > 0 ? cursor : null,
            Limit = QueryParameters.Limit(context.Request),
        };
        var page = await records.ListAsync(query, context.RequestAborted);
        return Answers.List(page.Data, page.Next);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, string id, ICouncil council, ICouncilRecords records)
    {
        var owned = await Tenant.OwnedAsync(context, records, id);
        return Answers.Json(await council.GetAsync(owned, context.RequestAborted) ?? throw new ApiException(ApiError.NotFound));
    }

    private static async Task<IResult> DetailsAsync(HttpContext context, string id, ICouncilRecords records)
    {
        var owned = await Tenant.OwnedAsync(context, records, id);
        return Answers.Json(await records.ShowAsync(owned, context.RequestAborted) ?? throw new ApiException(ApiError.NotFound));
    }
}
