using System.CommandLine;
using System.Globalization;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;

namespace AiCouncil.Host.Commands;

/// <summary>What servers do every hour, now.</summary>
internal static class PruneCommand
{
    private const int Bite = 200;

    public static Command Create(Cli cli)
    {
        var days = new Option<int?>("--days")
        {
            Description = "Keep what ended in the last N days (0 to 3650; default: Council:Retention:Days).",
            HelpName = "N",
            CustomParser = result =>
            {
                var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 3650)
                {
                    return count;
                }

                result.AddError($"--days: '{word}' is out of range. Give 0 to 3650.");
                return null;
            },
        };
        var command = new Command("prune", "Erase requests of the configured journal that ended long ago.") { days };
        return cli.Runs(command, async (run, ct) =>
        {
            run.RefuseServer("prune");
            await using var session = await EmbeddedSession.OpenAsync(run.Configuration(), SessionKind.Read, ct);
            var before = run.Context.Clock.GetUtcNow().AddDays(-(run.Parsed.GetValue(days) ?? session.Options.RetentionDays));
            var erased = await EraseAsync(session, before, ct);
            run.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"erased {erased} requests that ended before {before.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
            if (run.Output != OutputFormat.Text)
            {
                run.Terminal.WriteJson(new { erased, before }, run.Output);
            }

            return ExitCodes.Answered;
        });
    }

    private static async Task<int> EraseAsync(EmbeddedSession session, DateTimeOffset before, CancellationToken ct)
    {
        var (erased, bite) = (0, Bite);
        while (bite == Bite)
        {
            ct.ThrowIfCancellationRequested();
            erased += bite = await session.Journal.PruneAsync(before, Bite, ct);
        }

        return erased;
    }
}
