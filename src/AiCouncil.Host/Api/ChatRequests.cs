using System.Security.Cryptography;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary>
/// Submits chat requests, lets the retries that clients make by themselves join the running one, and cancels a request whose
/// clients are all gone.
/// </summary>
internal sealed partial class ChatRequests(
    ICouncil council, JoinTable table, TimeProvider clock, IHostApplicationLifetime lifetime, ApiTimings timings, ILogger<ChatRequests> log)
{
    public static BodyKey KeyOf(string tenant, ReadOnlyMemory<byte> body) => new(tenant, Convert.ToHexString(SHA256.HashData(body.Span)));

    /// <summary>The request to wait for. Its entry is null where another surface or process owns it.</summary>
    public async Task<(RequestId Id, JoinEntry? Entry)> EnterAsync(CouncilRequest request, BodyKey key, ChatRetry retry)
    {
        if (request.IdempotencyKey is null && table.Join(key, retry) is { } earlier)
        {
            if (await earlier.Answered.Task is { } id)
            {
                return (id, earlier);
            }

            table.Leave(earlier);
        }

        return await SubmitAsync(request, table.Open(key));
    }

    public void Delivered(JoinEntry? entry)
    {
        if (entry is not null)
        {
            table.Close(entry);
        }
    }

    /// <summary>The client was told that its request failed. Where another try would pay again, a library that tries all the same hears it once more.</summary>
    public void Refused(JoinEntry? entry, ApiError error)
    {
        if (entry is not null && !error.MayRetry)
        {
            table.Fail(entry);
        }
        else
        {
            Delivered(entry);
        }
    }

    /// <summary>The server could not answer this client, who may come again; nothing is cancelled.</summary>
    public void Failed(JoinEntry? entry)
    {
        if (entry is not null)
        {
            table.Leave(entry);
        }
    }

    /// <summary>The client is gone. Waits for another to come back, then cancels; a stopping server leaves the request to the next one.</summary>
    public async Task AbandonAsync(JoinEntry? entry)
    {
        if (entry is not { Id: { } id })
        {
            // Another's request, or one that a full table did not take: not ours to cancel.
            Delivered(entry);
            return;
        }

        var joins = table.Leave(entry);
        LogLeft(id);
        await Task.Delay(timings.Abandon, clock, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lifetime.ApplicationStopping.IsCancellationRequested || !table.IsAbandoned(entry, joins))
        {
            return;
        }

        if (await council.CancelAsync(id, CancellationToken.None))
        {
            table.Close(entry);
            LogAbandoned(id);
        }
    }

    private async Task<(RequestId Id, JoinEntry? Entry)> SubmitAsync(CouncilRequest request, JoinEntry entry)
    {
        try
        {
            // Not the client's token: a commit that it cuts off could not be joined by its retry.
            var submission = await council.SubmitAsync(request, CancellationToken.None);
            return (submission.Id, table.Accepted(entry, submission));
        }
        catch
        {
            table.Close(entry);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A client of request {Id} left before its answer")]
    private partial void LogLeft(RequestId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Request {Id} was cancelled: its client is gone")]
    private partial void LogAbandoned(RequestId id);
}
