using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>Puts <c>x-request-id</c> on every answer: the council request's id where there is one, else this HTTP request's.</summary>
internal sealed class RequestIdHeaders(RequestDelegate next)
{
    private static readonly object Key = new();

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Write, context);
        return next(context);
    }

    public static void Set(HttpContext context, RequestId id) => context.Items[Key] = id.ToString();

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var council = context.Items[Key] as string;
        context.Response.Headers["x-request-id"] = council ?? context.TraceIdentifier;
        if (council is not null)
        {
            context.Response.Headers["x-council-request-id"] = council;
        }

        return Task.CompletedTask;
    }
}
