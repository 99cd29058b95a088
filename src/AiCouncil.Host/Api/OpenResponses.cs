namespace AiCouncil.Host.Api;

/// <summary>Tells the drain which responses are under way.</summary>
internal sealed class OpenResponses(RequestDelegate next, Drain drain)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var counted = drain.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            if (counted)
            {
                drain.Leave();
            }
        }
    }
}
