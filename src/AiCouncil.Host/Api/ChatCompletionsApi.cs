using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary><c>POST /v1/chat/completions</c>, streamed or not.</summary>
internal static class ChatCompletionsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/chat/completions", CompleteAsync);

    private static async Task CompleteAsync(
        HttpContext context, ChatBody bodies, ChatRequests requests, ChatStream stream, ICouncil council, TimeProvider clock, Drain drain)
    {
        drain.RefuseNewWork();
        var (root, bytes) = await RequestBody.ReadAsync(context.Request);
        var call = bodies.Read(root);
        var tenant = Tenant.Of(context);
        var request = call.Request with { Tenant = tenant, IdempotencyKey = RequestFields.IdempotencyKey(context.Request) };
        var (id, entry) = await requests.EnterAsync(request, ChatRequests.KeyOf(tenant, bytes), ChatRetries.Of(context.Request));
        RequestIdHeaders.Set(context, id);
        await DeliverAsync(context, requests, entry, () => call.Stream
            ? stream.WriteAsync(context, call, id)
            : AnswerAsync(context, council, call, id, clock));
    }

    private static async Task DeliverAsync(HttpContext context, ChatRequests requests, JoinEntry? entry, Func<Task> deliver)
    {
        // Delivery may itself abort the connection, after it said all there was to say.
        var clientGone = false;
        try
        {
            await deliver();
            requests.Delivered(entry);
        }
        catch (ApiException failure)
        {
            requests.Refused(entry, failure.Error);
            throw;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            clientGone = context.RequestAborted.IsCancellationRequested;
            if (!clientGone)
            {
                requests.Failed(entry);
                throw;
            }
        }
        catch
        {
            requests.Failed(entry);
            throw;
        }

        if (clientGone)
        {
            await requests.AbandonAsync(entry);
        }
    }

    /// <summary>No byte goes out before the answer is there: a status cannot be taken back.</summary>
    private static async Task AnswerAsync(HttpContext context, ICouncil council, ChatCall call, RequestId id, TimeProvider clock)
    {
        var response = await EndOf.RequestAsync(council, id, context.RequestAborted)
            ?? throw new ApiException(ChatFailure.Broken("The request ended without a readable answer."));
        if (response.Status != RequestState.Completed)
        {
            throw new ApiException(ChatFailure.Of(response));
        }

        await context.Response.WriteAsJsonAsync(
            new ChatJson(call, id, clock.GetUtcNow()).Completion(response), CouncilJson.Options, context.RequestAborted);
    }
}
