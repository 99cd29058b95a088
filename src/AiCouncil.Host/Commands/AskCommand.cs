using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>One question, one answer.</summary>
internal static class AskCommand
{
    public static Command Create(Cli cli)
    {
        var request = new RequestOptions();
        var strict = new Option<bool>("--strict") { Description = "Exit with 4 when the answer is degraded." };
        var detach = new Option<bool>("--detach") { Description = "Print the id and leave the request to council serve." };
        var resume = OptionReading.Id("--resume", "Take up an unfinished request whose process is gone.");
        var command = new Command("ask", "Ask the council one question.") { strict, detach, resume };
        request.AddTo(command);
        return cli.Runs(command, (run, ct) => (run.Parsed.GetValue(resume), run.Parsed.GetValue(detach)) switch
        {
            ({ } id, _) => ResumeAsync(run, request, id, run.Parsed.GetValue(strict), ct),
            (null, true) => DetachAsync(run, request, ct),
            _ => AskAsync(run, request, run.Parsed.GetValue(strict), ct),
        });
    }

    private static async Task<int> AskAsync(Invocation run, RequestOptions options, bool strict, CancellationToken ct)
    {
        var request = await options.ReadAsync(run, background: false, ct) with { Stream = AnswerView.Streams(run.Terminal, run.Output) };
        run.Terminal.Say(run.Server is { } server ? $"council: asking the server at {server}" : "council: gathering the council");
        await using var session = await run.OpenAsync(SessionKind.Work, ct);
        await Announcement.SayAsync(run, session, request, ct);
        // In this process an interrupt may not leave a request behind whose id nobody learned: it is cancelled just below.
        var submission = await session.Council.SubmitAsync(request, session.Remote ? ct : CancellationToken.None);
        return await new RequestRun(session, run.Context, run.Output, strict).FollowAsync(submission.Id, ct);
    }

    private static async Task<int> DetachAsync(Invocation run, RequestOptions options, CancellationToken ct)
    {
        var request = await options.ReadAsync(run, background: true, ct);
        await using var session = await run.OpenAsync(SessionKind.Plan, ct);
        var submission = await session.Council.SubmitAsync(request, ct);
        SubmitCommand.Print(run, submission);
        run.Terminal.Say(session.Remote ? "the server works on it" : "left for council serve (or council ask --resume ID)");
        return ExitCodes.Answered;
    }

    private static async Task<int> ResumeAsync(Invocation run, RequestOptions options, RequestId id, bool strict, CancellationToken ct)
    {
        if (options.HasPrompt(run.Parsed))
        {
            throw new UsageException("--resume: takes up the question that was asked; leave the prompt out.");
        }

        run.Terminal.Say($"council: taking up {id}");
        await using var session = await run.OpenAsync(SessionKind.Work, ct);
        if (await session.Council.GetAsync(id, ct) is { Status: RequestState.Queued or RequestState.InProgress })
        {
            await Announcement.SayAgainAsync(run, session, id, reuses: true, ct);
        }

        var result = await session.Records.ResumeAsync(id, options.TimeoutOf(run.Parsed), ct);
        return result switch
        {
            ResumeResult.NotFound => throw new RequestFailedException($"no request {id}. council list shows them."),
            ResumeResult.OwnedByLivingProcess => throw new RequestFailedException($"request {id} is being worked on by another process. council events -f {id} follows it."),
            ResumeResult.ModelsMissing => throw new UsageException($"--resume: request {id} needs models that are not configured here, or that another provider or host serves here. council show {id} names them."),
            _ => await new RequestRun(session, run.Context, run.Output, strict).FollowAsync(id, ct),
        };
    }
}
