using System.CommandLine;
using AiCouncil.Host.Composition;

namespace AiCouncil.Host.Commands;

/// <summary>Every server and worker does this at its start too; alone it is for those who may change the schema when others may not.</summary>
internal static class MigrateCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command("migrate", "Bring the configured journal's schema up to date.");
        return cli.Runs(command, async (run, ct) =>
        {
            run.RefuseServer("migrate");
            await using var session = await EmbeddedSession.OpenAsync(run.Configuration(), SessionKind.Read, ct);
            run.Terminal.Say($"the journal ({session.Options.Journal}) is up to date");
            return ExitCodes.Answered;
        });
    }
}
