using System.CommandLine;
using System.Globalization;
using AiCouncil.Configuration;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Remote;
using AiCouncil.Host.Rendering;
using AiCouncil.Requests;

namespace AiCouncil.Host.Commands;

/// <summary>What is configured, reachable and wrong. Calls a model only with --live.</summary>
internal static class DoctorCommand
{
    public static Command Create(Cli cli)
    {
        var live = new Option<bool>("--live") { Description = "Ask every model for one word (a fraction of a cent each)." };
        var command = new Command("doctor", "Show what is configured, reachable and wrong.") { live };
        return cli.Runs(command, async (run, ct) =>
        {
            if (run.Server is { } server)
            {
                return await ServerAsync(run, server, ct);
            }

            var configuration = run.Configuration();
            var isLive = run.Parsed.GetValue(live);
            await using var session = await EmbeddedSession.OpenAsync(configuration, isLive ? SessionKind.Work : SessionKind.Plan, ct);
            return Print(run, await ExamineAsync(session, configuration, isLive, ct));
        });
    }

    private static async Task<int> ServerAsync(Invocation run, Uri server, CancellationToken ct)
    {
        await using var session = run.Connect(server);
        HealthCommand.Print(run, await session.StatusAsync(ct));
        return ExitCodes.Answered;
    }

    private static async Task<List<Finding>> ExamineAsync(EmbeddedSession session, CouncilConfiguration configuration, bool live, CancellationToken ct)
    {
        var options = session.Options;
        List<Finding> findings =
        [
            new("configuration", configuration.Layers.Count == 0 ? "defaults only" : string.Join(" < ", configuration.Layers.Select(it => it.Name))),
            new("journal", options.Journal == CouncilComposition.SharedJournal ? $"{options.Journal}, reachable" : $"{options.Journal} at {options.SqlitePath}"),
            new("transport", options.Transport),
            new("defaults", string.Create(CultureInfo.InvariantCulture,
                $"{CouncilJson.Serialize(options.Defaults.Mode).Trim('"')}, at most {options.Defaults.MaxCost ?? DefaultsOptions.BuiltInMaxCost}, {options.Defaults.Timeout.TotalSeconds:0} s")),
            new("workers", options.Workers.Embedded ? $"in this process, {options.Workers.Slots} slots" : "none in this process", options.Workers.Embedded),
            .. session.Notices.Select(it => new Finding("notice", it)),
        ];
        foreach (var model in await session.ModelsAsync(probe: true, ct))
        {
            findings.Add(Look(session, model));
            if (live)
            {
                findings.Add(await LiveAsync(session, model, ct));
            }
        }

        return findings;
    }

    private static Finding Look(EmbeddedSession session, ModelLine model)
    {
        if (model.Simulated)
        {
            return new Finding($"model {model.Name}", $"{model.Provider}, in this process, needs no key");
        }

        var keys = session.Catalogue.DeploymentsOf(model.Name).Select(it => $"{it.Name} {(it.Settings.ApiKey is null ? "without a key" : "key " + ConfigurationReport.Redacted)}");
        var reach = model.Reachable switch
        {
            true => "reachable",
            false => "not reachable",
            null => "reachability unknown",
        };
        var price = model.InputPrice is null ? ", no price: a cost limit set by you excludes it" : "";
        return new Finding($"model {model.Name}", $"{model.Provider}, {reach}, {string.Join("; ", keys)}{price}", model.Reachable != false);
    }

    /// <summary>One word from one model, over the same durable path as any question.</summary>
    private static async Task<Finding> LiveAsync(EmbeddedSession session, ModelLine model, CancellationToken ct)
    {
        var response = await session.Council.AskAsync(
            CouncilRequest.From("Answer with the one word: ready") with
            {
                Mode = ExecutionMode.Direct,
                Models = [model.Name],
                Generation = new GenerationOptions { MaxOutputTokens = 64 },
            },
            ct);
        var spent = $"{EventLines.Money(response.Cost.TotalUsd)}, {response.Timing.TotalMs.ToString(CultureInfo.InvariantCulture)} ms";
        return response.Status == RequestState.Completed
            ? new Finding($"live {model.Name}", $"answered ({spent})")
            : new Finding($"live {model.Name}", $"{response.Error?.Code}: {response.Error?.Message} ({spent})", Fine: false);
    }

    private static int Print(Invocation run, List<Finding> findings)
    {
        switch (run.Output)
        {
            case OutputFormat.Text:
                run.Terminal.OutConsole().Write(Listing.Facts(findings.Select(it => ($"{(it.Fine ? "ok " : "!! ")} {it.Name}", it.Value))));
                break;
            case OutputFormat.Json:
                run.Terminal.WriteJson(new { Data = findings }, run.Output);
                break;
            default:
                findings.ForEach(it => run.Terminal.WriteJson(it, run.Output));
                break;
        }

        var wrong = findings.Count(it => !it.Fine);
        run.Terminal.Say(wrong == 0 ? "nothing is wrong" : $"{wrong} of {findings.Count} need attention");
        return wrong == 0 ? ExitCodes.Answered : ExitCodes.RequestFailed;
    }

    private sealed record Finding(string Name, string Value, bool Fine = true);
}
