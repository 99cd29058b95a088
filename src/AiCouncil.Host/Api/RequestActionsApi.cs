using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>What can be done to a request: cancel, replay, delete.</summary>
internal static class RequestActionsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/requests/{id}/cancel", CancelAsync);
        routes.MapPost("/api/v1/requests/{id}/replay", ReplayAsync);
        routes.MapDelete("/api/v1/requests/{id}", DeleteAsync);
    }

    private static async Task<IResult> CancelAsync(HttpContext context, string id, ICouncil council, ICouncilRecords records)
    {
        var owned = await Tenant.OwnedAsync(context, records, id);
        return await council.CancelAsync(owned, CancellationToken.None)
            ? Answers.Json(new StateAnswer(owned, RequestState.Cancelled))
            : throw new ApiException(new ApiError(409, "already_ended", "The request had ended already."));
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, string id, ICouncilRecords records, Drain drain)
    {
        drain.RefuseNewWork();
        var fresh = QueryParameters.Flag(context.Request, "fresh");
        var owned = await Tenant.OwnedAsync(context, records, id);
        var replay = await records.ReplayAsync(owned, fresh, CancellationToken.None);
        return Answers.Accepted(context, replay ?? throw new ApiException(ApiError.NotFound));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, ICouncilRecords records)
    {
        var owned = await Tenant.OwnedAsync(context, records, id);
        return await records.DeleteAsync(owned, CancellationToken.None)
            ? Results.NoContent()
            : throw new ApiException(new ApiError(409, "still_running", "The request still runs; cancel it first."));
    }
}
