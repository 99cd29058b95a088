using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary><c>/api/v1/nodes</c> and <c>/api/v1/queues</c>: who works, what waits, and sending its hints again.</summary>
internal static class NodesApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/nodes", NodesAsync);
        routes.MapGet("/api/v1/queues", QueuesAsync);
        routes.MapPost("/api/v1/queues/{pool}/redrive", RedriveAsync);
    }

    private static async Task<IResult> NodesAsync(HttpContext context, ICouncilOperations operations) =>
        Answers.List(await operations.NodesAsync(context.RequestAborted));

    private static async Task<IResult> QueuesAsync(HttpContext context, ICouncilOperations operations)
    {
        var report = await operations.QueuesAsync(context.RequestAborted);
        return Answers.Json(new QueuesAnswer(report.Queues, null, report.Unparseable));
    }

    private static async Task<IResult> RedriveAsync(string pool, ICouncilOperations operations) =>
        Answers.Json(await operations.RedriveAsync(pool, CancellationToken.None)
            ?? throw new ApiException(new ApiError(404, "not_found", "There is no such pool; see /api/v1/queues.")));

    private sealed record QueuesAnswer(IReadOnlyList<QueueStatus> Data, string? Next, int? Unparseable);
}
