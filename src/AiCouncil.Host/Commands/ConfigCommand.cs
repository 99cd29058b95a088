using System.CommandLine;
using System.Text.Json.Nodes;
using AiCouncil.Configuration;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil.Host.Commands;

internal static class ConfigCommand
{
    private const string Starter = """
        {
          // The layers, weakest first: appsettings.json, ~/.config/council/council.json, this file, user secrets,
          // the environment (Council__Defaults__Mode=fast), arguments. Keys of models belong into the environment.
          "Council": {
            // "Models": {
            //   "local": { "Provider": "openai-compatible", "Model": "llama3.2", "Endpoint": "http://127.0.0.1:11434/v1" },
            //   "gpt": { "Provider": "openai", "Model": "gpt-4.1-mini", "ApiKeyEnv": "OPENAI_API_KEY" }
            // },
            "Defaults": {
              "Mode": "balanced",
              "TimeoutSeconds": 180
            }
          }
        }

        """;

    public static Command Create(Cli cli)
    {
        var init = cli.Runs(new Command("init", "Write a council.json to begin with (--config FILE names another place)."), InitAsync);
        var show = cli.Runs(new Command("show", "Show what is configured and where it comes from; secrets are not shown."), ShowAsync);
        return new Command("config", "Write or show the configuration.") { init, show };
    }

    private static async Task<int> InitAsync(Invocation run, CancellationToken ct)
    {
        var path = Path.GetFullPath(run.ConfigFile ?? ConfigurationPlaces.FileName);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(file);
            await writer.WriteAsync(Starter.AsMemory(), ct);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UsageException($"--config: {path} exists and is not overwritten. Remove it first, or name another file.");
        }

        run.Terminal.Out.WriteLine(path);
        return ExitCodes.Answered;
    }

    private static Task<int> ShowAsync(Invocation run, CancellationToken ct)
    {
        var configuration = run.Configuration();
        var (options, wrong) = Read(configuration);
        var rows = ConfigurationReport.Rows(configuration.Root, configuration.SourceOf).Select(row => InEffect(row, options)).ToList();
        if (run.Output == OutputFormat.Text)
        {
            run.Terminal.OutConsole().Write(Listing.Facts(rows.Select(it => ($"{it.Key} = {it.Value}", it.Source))));
        }
        else
        {
            run.Terminal.WriteJson(
                new JsonObject(rows.Select(it => KeyValuePair.Create(it.Key, (JsonNode?)new JsonObject { ["value"] = it.Value, ["source"] = it.Source }))), run.Output);
        }

        SayLayers(run, configuration, rows.Count(it => it.Source != ConfigurationReport.Default));
        return wrong is null ? Task.FromResult(ExitCodes.Answered) : throw wrong;
    }

    /// <summary>The one default that the machine decides.</summary>
    private static ConfigurationRow InEffect(ConfigurationRow row, CouncilOptions? options) =>
        row is { Key: "Council:Sqlite:Path", Source: ConfigurationReport.Default } && options is not null ? row with { Value = options.SqlitePath } : row;

    /// <summary>Reads the section as any start does; what is wrong is told after what was read. Nothing is opened or called.</summary>
    private static (CouncilOptions? Options, CouncilConfigurationException? Wrong) Read(CouncilConfiguration configuration)
    {
        try
        {
            using var services = new ServiceCollection().AddCouncil(configuration.Root).Services.BuildServiceProvider();
            return (services.GetRequiredService<CouncilOptions>(), null);
        }
        catch (CouncilConfigurationException error)
        {
            return (null, error);
        }
    }

    private static void SayLayers(Invocation run, CouncilConfiguration configuration, int count)
    {
        var layers = configuration.Layers.Count == 0 ? "none" : string.Join(" < ", configuration.Layers.Select(it => it.Name));
        run.Terminal.Say($"{count} {(count == 1 ? "key is" : "keys are")} set, the rest are defaults (docs/configuration.md); layers: {layers}");
    }
}
