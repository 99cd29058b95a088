namespace AiCouncil.Host.Api;

/// <summary><c>/livez</c> (touches nothing), <c>/readyz</c> (false once draining), <c>/health</c> (for people and scripts).</summary>
internal static class HealthApi
{
    /// <summary>Balancers ask with HEAD too.</summary>
    private static readonly string[] Methods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/livez", Methods, () => Answers.Json(new LiveAnswer("ok"))).WithMetadata(WithoutKey.Instance);
        routes.MapMethods("/readyz", Methods, Ready).WithMetadata(WithoutKey.Instance);
        routes.MapMethods("/health", Methods, ReadAsync).WithMetadata(WithoutKey.Instance);
    }

    private static IResult Ready(Drain drain) =>
        drain.Draining ? Answers.Json(new LiveAnswer("draining"), 503) : Answers.Json(new LiveAnswer("ok"));

    private static async Task<IResult> ReadAsync(HttpContext context, Drain drain, Backlog backlog, ServerClock clock)
    {
        var journalOk = await backlog.ReadAsync(context.RequestAborted) is not null;
        var status = !journalOk ? "journal_unavailable" : drain.Draining ? "draining" : "ok";
        return Answers.Json(new HealthAnswer(status, ServerClock.Version, clock.UptimeSeconds, journalOk), status == "ok" ? 200 : 503);
    }

    private sealed record LiveAnswer(string Status);

    private sealed record HealthAnswer(string Status, string Version, long UptimeS, bool Journal);
}
