using System.Net;
using System.Runtime.CompilerServices;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>The council behind a server, over its native API.</summary>
internal sealed class RemoteCouncil(ServerConnection server, TimeProvider clock) : ICouncil
{
    public const string Requests = "api/v1/requests";

    /// <summary>How often a broken event stream is taken up again without news before the server counts as gone.</summary>
    private const int Reconnects = 5;

    public async Task<FinalResponse> AskAsync(CouncilRequest request, CancellationToken ct = default)
    {
        var submission = await SubmitAsync(request, ct);
        await foreach (var _ in WatchAsync(submission.Id, 0, ct))
        {
        }

        return await GetAsync(submission.Id, ct) ?? throw new ServerUnreachableException($"the server at {server.Address} no longer knows request {submission.Id}.");
    }

    public async Task<Submission> SubmitAsync(CouncilRequest request, CancellationToken ct = default)
    {
        var answer = await server.PostAsync<SubmissionBody>(Requests, RequestBody.Of(request), ct, request.IdempotencyKey)
            ?? throw new ServerUnreachableException($"what answers at {server.Address} is no council server of this version.");
        return new Submission(answer.Id, answer.Status, Joined: false);
    }

    public async IAsyncEnumerable<CouncilEvent> WatchAsync(RequestId id, long after = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var failures = 0;
        while (true)
        {
            await using var events = ServerEvents.ReadAsync(server, id, after, ct).GetAsyncEnumerator(ct);
            while (await NextAsync(events))
            {
                failures = 0;
                var news = events.Current;
                after = news.Sequence ?? after;
                yield return news;
                if (IsLast(news))
                {
                    yield break;
                }
            }

            if (await GetAsync(id, ct) is not { } response || Ended(response) || ++failures > Reconnects)
            {
                yield break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * failures), clock, ct);
        }
    }

    public Task<FinalResponse?> GetAsync(RequestId id, CancellationToken ct = default) => server.GetAsync<FinalResponse>($"{Requests}/{id}", ct);

    public async Task<bool> CancelAsync(RequestId id, CancellationToken ct = default) =>
        await server.StatusAsync(HttpMethod.Post, $"{Requests}/{id}/cancel", ct) is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict);

    public static bool IsLast(CouncilEvent news) => news.Type is "request.completed" or "request.failed" or "request.cancelled";

    private static bool Ended(FinalResponse response) => response.Status is RequestState.Completed or RequestState.Failed or RequestState.Cancelled;

    /// <summary>A cut stream ends quietly here: the loop asks the server what became of the request.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<CouncilEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (IOException)
        {
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
