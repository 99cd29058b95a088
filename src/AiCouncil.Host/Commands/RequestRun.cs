using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>Follows one submitted request to its end: progress on stderr, the answer on stdout, an exit code.</summary>
internal sealed class RequestRun(ICouncilSession session, CliContext context, OutputFormat format, bool strict)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    public async Task<int> FollowAsync(RequestId id, CancellationToken ct)
    {
        var answer = new AnswerView(context.Terminal, context.Clock, format);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, session.Stopped);
        try
        {
            await using (answer)
            {
                await foreach (var news in session.Council.WatchAsync(id, 0, either.Token))
                {
                    await answer.ShowAsync(news);
                }
            }

            return Finish(answer, await session.Council.GetAsync(id, ct), id);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return await InterruptAsync(id);
        }
        catch (OperationCanceledException) when (session.Stopped.IsCancellationRequested)
        {
            throw new RequestFailedException($"the council in this process stopped. council ask --resume {id} takes the request up again.");
        }
        catch when (!session.Remote)
        {
            await CancelAsync(id);
            throw;
        }
    }

    private int Finish(AnswerView answer, FinalResponse? response, RequestId id)
    {
        if (response is null)
        {
            throw new RequestFailedException($"request {id} was deleted while it was followed.");
        }

        if (response.Status is RequestState.Queued or RequestState.InProgress)
        {
            throw new RequestFailedException($"the events of request {id} ended before it did. council show {id} tells its state.");
        }

        answer.Finish(response);
        return ExitCodeOf.Response(response, strict);
    }

    /// <summary>A server goes on without us; in this process nobody else would, so the request ends with the command.</summary>
    private async Task<int> InterruptAsync(RequestId id)
    {
        if (session.Remote)
        {
            context.Terminal.Say($"stopped waiting; the server goes on with {id} (council show {id}, council cancel {id})");
            return ExitCodes.Interrupted;
        }

        var response = await CancelAsync(id);
        context.Terminal.Say($"cancelled {id}; spent {EventLines.Money(response is null ? Usd.Zero : response.Cost.TotalUsd)}");
        return ExitCodes.Interrupted;
    }

    /// <summary>Cancels and waits a moment for what the calls in flight cost.</summary>
    private async Task<FinalResponse?> CancelAsync(RequestId id)
    {
        using var patience = new CancellationTokenSource(LastWords, context.Clock);
        try
        {
            await session.Council.CancelAsync(id, patience.Token);
            await foreach (var _ in session.Council.WatchAsync(id, 0, patience.Token))
            {
            }

            return await session.Council.GetAsync(id, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
