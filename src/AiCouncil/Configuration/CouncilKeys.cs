using AiCouncil.Models;

namespace AiCouncil.Configuration;

/// <summary>Every key of the section <c>Council</c>, once. A test holds docs/configuration.md to this table.</summary>
internal static class CouncilKeys
{
    public const string Model = "Models:{name}";
    public const string Deployment = "Models:{name}:Deployments:{deployment}";
    public const string Client = "Auth:Keys:{client}";

    /// <summary>Keys that hold for the whole process.</summary>
    public static IReadOnlyList<ConfigurationKey> Process { get; } =
    [
        new("Transport", KeyKind.Word, "InProcess",
            "How calls reach workers. `RabbitMq` reaches other processes and needs `Council:Journal=Postgres`.")
            { Choices = ["InProcess", "RabbitMq"], LaterChoices = ["Redis", "Kafka"] },
        new("Journal", KeyKind.Word, "Sqlite", "Where requests, calls and answers are kept.") { Choices = ["Sqlite", "Postgres"] },
        new("Sqlite:Path", KeyKind.File, "council/council.db in the user's data directory", "The journal's file; `:memory:` keeps nothing."),
        new("Postgres:Connection", KeyKind.Secret, "required with Postgres",
            "`Host=…;Database=…;Username=…;Password=…` or `postgres://user:password@host:5432/database`, PostgreSQL 15 to 18. Shared by every process that "
                + "names it: commands that run models in their own process refuse it, `serve` uses it."),
        new("Postgres:Connection_FILE", KeyKind.File, "", "A file that holds the connection (a mounted secret)."),
        new("RabbitMq:Uri", KeyKind.Secret, "required with RabbitMq",
            "`amqp://user:password@host:5672/vhost`, or `amqps://user:password@host:5671/vhost` for TLS; RabbitMQ 3.10 to 4."),
        new("RabbitMq:Uri_FILE", KeyKind.File, "", "A file that holds the address (a mounted secret)."),
        new("RabbitMq:CaFile", KeyKind.File, "the machine's authorities", "PEM file of the authorities that may sign the broker's certificate; only with `amqps`."),
        new("RabbitMq:CertificateFile", KeyKind.File, "", "PEM file of this process's certificate, where the broker asks for one; only with `amqps`."),
        new("RabbitMq:KeyFile", KeyKind.File, "", "PEM file of the certificate's key."),
        new("Panel", KeyKind.Names, "chosen from all models", "Members for balanced and best-quality, comma-separated."),
        new("Roles:Planner", KeyKind.Text, "auto", "The model that decomposes: `auto` or a model's name."),
        new("Roles:Synthesis", KeyKind.Text, "auto", "The model that edits the final text: `auto` or a model's name."),
        new("Defaults:Mode", KeyKind.Word, "balanced", "Mode of a request that names none.") { Choices = ["fast", "balanced", "best-quality"] },
        new("Defaults:MaxCostUsd", KeyKind.Money, "1.00",
            "Cost limit of a request in US dollars. The built-in 1.00 does not count models without a price; a value set here excludes them.")
            { AboveMin = true, Max = 1_000_000 },
        new("Defaults:TimeoutSeconds", KeyKind.Number, "180 (background 600)",
            "Time until a request's deadline; set, it holds for background requests too.")
            { Min = 1, Max = 86_400 },
        new("Defaults:MaxAttempts", KeyKind.Integer, "3", "Sends per call.") { Min = 1, Max = 10 },
        new("Workers:Embedded", KeyKind.Flag, "true", "Whether a server calls models itself. Where it does not, worker nodes do, and the server needs no provider's key."),
        new("Workers:Slots", KeyKind.Integer, "32", "Calls in flight at once.") { Min = 1, Max = 4096 },
        new("Workers:Pools", KeyKind.Pools, "all", "Pools this process serves: `a,b` shares the slots evenly, `a=8,b=24` sets them."),
        new("Workers:HealthUrl", KeyKind.Text, "none", "Where `council worker` answers `/livez`, `/readyz` and `/health`: `http://127.0.0.1:8081` for example."),
        new("Lease:Seconds", KeyKind.Number, "30", "How long a silent node keeps its calls.") { Min = 1, Max = 600 },
        new("Call:TimeoutSeconds", KeyKind.Number, "60", "Longest wait for one answer of a model.") { Min = 1, Max = 3600 },
        new("Node:Id", KeyKind.Text, "unique per start", "A stable name of this node."),
        new("OnOutcomeUnknown", KeyKind.Word, "DropMember",
            "What happens to a call that may have been paid for without an answer.")
            { Choices = ["DropMember", "ReissueOnce", "Strict"] },
        new("Auth:Required", KeyKind.Flag, "unset",
            "Whether clients need a key. Unset: not on loopback; on any other address yes, and without a key the start is refused. `false` is honoured anywhere, with a warning."),
        new("Retention:Days", KeyKind.Integer, "30", "Days until finished requests are deleted.") { Min = 1, Max = 3650 },
    ];

    /// <summary>Keys of a client's key, below <see cref="Client"/>.</summary>
    public static IReadOnlyList<ConfigurationKey> OfClient { get; } =
    [
        new("Key", KeyKind.Secret, "", "The key itself, at least 16 characters, better kept in a file or a variable."),
        new("Key_FILE", KeyKind.File, "", "A file that holds the key (a mounted secret)."),
        new("KeyEnv", KeyKind.Variable, "", "The environment variable that holds the key."),
        new("Tenant", KeyKind.Text, "default", "Whose requests the key opens: 1 to 64 of `a-z 0-9 _ -`. Several keys may share a tenant."),
    ];

    /// <summary>Keys of a logical model, below <see cref="Model"/>.</summary>
    public static IReadOnlyList<ConfigurationKey> OfModel { get; } =
    [
        new("Vendor", KeyKind.Text, "from the catalogue", "Who made it; models of one vendor err together."),
        new("Family", KeyKind.Text, "from the catalogue", "Models of one family share errors; at most one of each votes where others exist."),
        new("Tasks", KeyKind.Words, "all but images",
            "What it is good at, comma-separated.")
        {
            Choices =
            [
                "reasoning", "research", "code-generation", "debugging",
                "creative-output", "image-generation", "fact-checking", "verification",
            ],
        },
        new("Quality", KeyKind.Number, "from the catalogue, else 0.5", "Prior quality.") { Max = 1 },
        new("InputPrice", KeyKind.Money, "from the catalogue; loopback 0, else unknown",
            "US dollars per million input tokens; 0 is free.")
            { Max = 100_000 },
        new("OutputPrice", KeyKind.Money, "from the catalogue; loopback 0, else unknown",
            "US dollars per million output tokens; 0 is free.")
            { Max = 100_000 },
        new("ContextWindow", KeyKind.Integer, "from the catalogue, else 32768",
            "Tokens of input and output together.")
            { Min = 256, Max = 100_000_000 },
    ];

    /// <summary>Keys of a deployment, directly below the model or below its <c>Deployments:{deployment}</c>.</summary>
    public static IReadOnlyList<ConfigurationKey> OfDeployment { get; } =
    [
        new("Provider", KeyKind.Text, "required", "`openai`, `openai-compatible`, `ollama`, `simulated`, `recorded`."),
        new("Model", KeyKind.Text, "the name", "The provider's own name of the model."),
        new("Endpoint", KeyKind.Address, "the provider's", "Base address, `http://127.0.0.1:8000/v1` for example."),
        new("ApiKey", KeyKind.Secret, "", "The key itself, better kept in a variable or a file; `none` where the endpoint asks for no key."),
        new("ApiKey_FILE", KeyKind.File, "", "A file that holds the key (a mounted secret)."),
        new("ApiKeyEnv", KeyKind.Variable, "the vendor's own, on its own hosts", "The environment variable that holds the key."),
        new("Pool", KeyKind.Text, "default", "The pool of workers that can reach it."),
        new("MaxConcurrency", KeyKind.Integer, "unbounded", "Calls in flight at once.") { Min = 1, Max = 100_000 },
        new("Weight", KeyKind.Number, "1", "Share of the model's calls against its other deployments.") { AboveMin = true, Max = 1_000_000 },
        new("AllowPlainHttp", KeyKind.Flag, "false", "Lets the key travel over plain http to another machine.") { Providers = ProviderWords.OverHttp },
        new("StreamUsage", KeyKind.Flag, "true", "Asks for the token usage of streams; `false` for a server that refuses `stream_options`.") { Providers = ProviderWords.OverHttp },
        new("File", KeyKind.File, "", "JSONL with `prompt` and `outputs`; `Model` is the recorded column.") { Providers = [RecordedProvider.Word] },
        new("Latency:P50", KeyKind.Number, "0", "Median latency in milliseconds (lognormal).") { Max = 3_600_000, Providers = [SimulatedProvider.Word] },
        new("Latency:P99", KeyKind.Number, "the median",
            "99th percentile of the latency in milliseconds.")
            { Max = 3_600_000, Providers = [SimulatedProvider.Word] },
        new("FailureRate", KeyKind.Number, "0", "Share of calls answered with an error 500.") { Max = 1, Providers = [SimulatedProvider.Word] },
        new("ThrottleRate", KeyKind.Number, "0", "Share of calls answered with an error 429.") { Max = 1, Providers = [SimulatedProvider.Word] },
        new("Accuracy", KeyKind.Number, "1",
            "Share of questions answered like the other accurate models.")
            { Max = 1, Providers = [SimulatedProvider.Word] },
        new("Seed", KeyKind.Integer, "0",
            "Start of the random numbers; the same seed and prompts give the same run.")
            { Max = int.MaxValue, Providers = [SimulatedProvider.Word] },
    ];

    /// <summary>Sections of the design that this version does not have. Prefixes.</summary>
    public static IReadOnlyList<string> Later { get; } =
    [
        "Redis", "Kafka", "Tenants", "Admission", "Dispatch", "Breaker", "Hedging", "Routing",
        "Roles:Judge", $"{Model}:Fallback",
        .. new[] { "Credential", "Region", "Rpm", "Tpm" }.SelectMany(key => new[] { $"{Model}:{key}", $"{Deployment}:{key}" }),
    ];

    /// <summary>Everything, with full paths below <c>Council:</c>.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
        [.. Process, .. OfClient.Select(key => Under(Client, key)), .. OfModel.Select(key => Under(Model, key)), .. OfDeployment.Select(key => Under(Model, key)), .. OfDeployment.Select(key => Under(Deployment, key))];

    /// <summary>The key that a path below <c>Council:</c> stands for, null when there is none.</summary>
    public static ConfigurationKey? Find(string path)
    {
        var segments = path.Split(':');
        return All.FirstOrDefault(key => key.Matches(segments));
    }

    private static ConfigurationKey Under(string place, ConfigurationKey key) => new($"{place}:{key.Path}", key.Kind, key.Default, key.Meaning)
    {
        Choices = key.Choices,
        LaterChoices = key.LaterChoices,
        Min = key.Min,
        Max = key.Max,
        AboveMin = key.AboveMin,
        Providers = key.Providers,
    };
}
