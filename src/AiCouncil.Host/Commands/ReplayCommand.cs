using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;

namespace AiCouncil.Host.Commands;

internal static class ReplayCommand
{
    public static Command Create(Cli cli)
    {
        var id = OptionReading.Id();
        var fresh = new Option<bool>("--fresh") { Description = "Ask every model again, and pay again." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 4 when the answer is degraded." };
        var command = new Command("replay", "Ask an old question again as a new request; its completed calls are reused.") { id, fresh, strict };
        return cli.Runs(command, async (run, ct) =>
        {
            await using var session = await run.OpenAsync(SessionKind.Work, ct);
            var old = run.Parsed.GetValue(id);
            await Announcement.SayAgainAsync(run, session, old, reuses: !run.Parsed.GetValue(fresh), ct);
            var submission = await session.Records.ReplayAsync(old, run.Parsed.GetValue(fresh), session.Remote ? ct : CancellationToken.None)
                ?? throw new RequestFailedException($"no request {old}. council list shows them.");
            run.Terminal.Say($"council: replaying {old} as {submission.Id}");
            return await new RequestRun(session, run.Context, run.Output, run.Parsed.GetValue(strict)).FollowAsync(submission.Id, ct);
        });
    }
}
