using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>What a request would cost, and what its words tell; both free.</summary>
internal static class EstimatesApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/estimate", EstimateAsync);
        routes.MapPost("/api/v1/analyze", AnalyzeAsync);
    }

    private static async Task<IResult> EstimateAsync(HttpContext context, NativeBody bodies, ICouncilRecords records) =>
        Answers.Json(records.Estimate(await ReadAsync(context, bodies)));

    private static async Task<IResult> AnalyzeAsync(HttpContext context, NativeBody bodies, ICouncilRecords records) =>
        Answers.Json(records.Analyze(await ReadAsync(context, bodies)));

    private static async Task<CouncilRequest> ReadAsync(HttpContext context, NativeBody bodies)
    {
        var (root, _) = await RequestBody.ReadAsync(context.Request);
        return bodies.Read(root) with { Tenant = Tenant.Of(context) };
    }
}
