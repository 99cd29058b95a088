using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;

namespace AiCouncil.Configuration;

/// <summary>
/// Reads and validates the section <c>Council</c>: all errors at once. The same for the command line, the server and
/// <c>AddAiCouncil</c>.
/// </summary>
/// <param name="providers">Which provider words are served, and their own validation.</param>
internal sealed class CouncilOptionsReader(IEnumerable<IModelProvider> providers, EnvironmentAccess environment)
{
    public const string SectionName = "Council";

    private readonly IReadOnlyList<IModelProvider> _providers = [.. providers];

    /// <param name="added">Names of models added in code.</param>
    public OptionsReading Read(IConfiguration configuration, IReadOnlyCollection<string> added)
    {
        var council = configuration.GetSection(SectionName);
        var errors = new List<string>();
        var section = new SectionReader(council, errors);
        if (!string.IsNullOrWhiteSpace(council.Value))
        {
            errors.Add("Council is a section, not a value; see docs/configuration.md for its keys.");
        }

        var models = new ModelsReader(section, _providers, environment);
        var defaults = new CouncilOptions { SqlitePath = "" };
        var called = section.Flag("Workers:Embedded") ?? defaults.Workers.Embedded;
        var options = Build(section, models.Read(section.Seconds("Call:TimeoutSeconds") ?? defaults.CallTimeout, called, added));
        errors.AddRange(UnknownKeys.Of(council, models.HasOwnKeys));
        if (options.Models.Count + added.Count > 0)
        {
            errors.AddRange(ModelNames.Unknown(options, [.. options.Models.Keys, .. added]));
        }

        if (errors.Count > 0)
        {
            // All at once: beside others they are told here; alone they are an error of the process that answers clients.
            errors.AddRange(options.AbsentClientKeys);
        }

        IReadOnlyList<string> all = [.. errors.Distinct(StringComparer.Ordinal)];
        return new OptionsReading(all.Count == 0 ? options : null, all);
    }

    private CouncilOptions Build(SectionReader section, IReadOnlyDictionary<string, ModelOptions> models)
    {
        var defaults = new CouncilOptions { SqlitePath = SqlitePath(section) };
        var (clientKeys, absent) = new ClientKeysReader(section, environment).Read();
        return defaults with
        {
            Transport = section.Word("Transport") ?? defaults.Transport,
            Journal = section.Word("Journal") ?? defaults.Journal,
            PostgresConnection = Secrets(section).Read(
                "Postgres:Connection", ("Journal", "Postgres"), "Host=…;Database=…;Username=…;Password=… or a postgres:// URI"),
            RabbitMq = new RabbitMqReader(section, Secrets(section), environment).Read(),
            Models = models,
            Panel = section.Names("Panel"),
            Roles = new RoleOptions { Planner = section.Text("Roles:Planner") ?? "auto", Synthesis = section.Text("Roles:Synthesis") ?? "auto" },
            Defaults = Defaults(section, defaults.Defaults),
            Workers = WorkerPools.Read(section, defaults.Workers),
            Lease = section.Seconds("Lease:Seconds") ?? defaults.Lease,
            CallTimeout = section.Seconds("Call:TimeoutSeconds") ?? defaults.CallTimeout,
            NodeId = NodeId(section),
            OnOutcomeUnknown = section.Word<OutcomeUnknownPolicy>("OnOutcomeUnknown") ?? defaults.OnOutcomeUnknown,
            AuthRequired = section.Flag("Auth:Required"),
            ClientKeys = clientKeys,
            AbsentClientKeys = absent,
            RetentionDays = section.Integer("Retention:Days") ?? defaults.RetentionDays,
        };
    }

    private SecretReader Secrets(SectionReader section) => new(section, environment);

    private static DefaultsOptions Defaults(SectionReader section, DefaultsOptions defaults)
    {
        var timeout = section.Seconds("Defaults:TimeoutSeconds");
        return defaults with
        {
            Mode = section.Word<ExecutionMode>("Defaults:Mode") ?? defaults.Mode,
            MaxCost = section.Money("Defaults:MaxCostUsd") is { } dollars ? Usd.FromDecimal(dollars) : null,
            Timeout = timeout ?? defaults.Timeout,
            BackgroundTimeout = timeout ?? defaults.BackgroundTimeout,
            MaxAttempts = section.Integer("Defaults:MaxAttempts") ?? defaults.MaxAttempts,
        };
    }

    private static string? NodeId(SectionReader section)
    {
        var id = section.Text("Node:Id");
        if (id is not null && (id.Length > 100 || id.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))))
        {
            section.Error("Node:Id", "is at most 100 characters without spaces.");
        }

        return id;
    }

    private string SqlitePath(SectionReader section)
    {
        if (section.Text("Sqlite:Path") is { } path)
        {
            return environment.Expand(path);
        }

        if (environment.DataDirectory is { } data)
        {
            return Path.Combine(data, "council", "council.db");
        }

        section.Error("Sqlite:Path", "the environment names no home folder; set HOME or this key.");
        return "";
    }
}
