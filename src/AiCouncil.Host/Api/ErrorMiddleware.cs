using AiCouncil.Journal;

namespace AiCouncil.Host.Api;

/// <summary>Gives every failure a body, also the ones that the framework leaves empty.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            return;
        }
        catch (Exception failure)
        {
            await AnswerAsync(context, failure);
        }

        var response = context.Response;
        if (!response.HasStarted && response.StatusCode >= 400 && response.ContentType is null)
        {
            await ErrorWriter.WriteAsync(context, ApiError.OfStatus(response.StatusCode));
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        var error = ApiError.Of(failure);
        if (error.Status >= 500 && failure is not ApiException and not JournalUnavailableException)
        {
            LogFailure(context.Request.Method, context.GetEndpoint()?.DisplayName, failure);
        }

        if (context.Response.HasStarted)
        {
            // A clean end would read as success.
            context.Abort();
            return;
        }

        await ErrorWriter.WriteAsync(context, error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogFailure(string method, string? endpoint, Exception failure);
}
