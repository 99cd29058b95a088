using AiCouncil.Requests;

namespace AiCouncil;

/// <summary>The section <c>Council</c>, read and validated. One key path each; see docs/configuration.md.</summary>
public sealed record CouncilOptions
{
    /// <summary><c>Council:Transport</c>; InProcess or RabbitMq.</summary>
    public string Transport { get; init; } = "InProcess";

    /// <summary><c>Council:Journal</c>; Sqlite or Postgres.</summary>
    public string Journal { get; init; } = "Sqlite";

    /// <summary><c>Council:Sqlite:Path</c>; <c>:memory:</c> keeps nothing.</summary>
    public required string SqlitePath { get; init; }

    /// <summary><c>Council:Postgres:Connection</c>, an ADO string or a <c>postgres://</c> URI; set where the journal is Postgres.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary><c>Council:RabbitMq</c>; set where the transport is RabbitMq.</summary>
    public RabbitMqOptions? RabbitMq { get; init; }

    /// <summary><c>Council:Models</c> by name; empty means discovered or simulated models.</summary>
    public IReadOnlyDictionary<string, ModelOptions> Models { get; init; } = new Dictionary<string, ModelOptions>();

    /// <summary><c>Council:Panel</c>: members for balanced and best-quality; empty means chosen from all.</summary>
    public IReadOnlyList<string> Panel { get; init; } = [];

    public RoleOptions Roles { get; init; } = new();
    public DefaultsOptions Defaults { get; init; } = new();
    public WorkerOptions Workers { get; init; } = new();

    /// <summary><c>Council:Lease:Seconds</c>; 1 to 600.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>Council:Call:TimeoutSeconds</c>; 1 to 3600.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>Council:Node:Id</c>; null is unique per start.</summary>
    public string? NodeId { get; init; }

    public OutcomeUnknownPolicy OnOutcomeUnknown { get; init; } = OutcomeUnknownPolicy.DropMember;

    /// <summary><c>Council:Auth:Required</c>; null: not on loopback, and on any other address yes, which without keys refuses to start.</summary>
    public bool? AuthRequired { get; init; }

    /// <summary><c>Council:Auth:Keys</c>: what opens the HTTP API.</summary>
    public IReadOnlyList<Configuration.ClientKey> ClientKeys { get; init; } = [];

    /// <summary>What is wrong with keys of clients that lie in a variable or a file; an error where clients are answered.</summary>
    public IReadOnlyList<string> AbsentClientKeys { get; init; } = [];

    /// <summary><c>Council:Retention:Days</c>; 1 to 3650.</summary>
    public int RetentionDays { get; init; } = 30;
}

/// <summary>Where the RabbitMQ broker is and what it is trusted by.</summary>
public sealed record RabbitMqOptions
{
    /// <summary><c>amqp://user:password@host:5672/vhost</c>, or <c>amqps://…:5671/…</c> for TLS. A secret.</summary>
    public required string Uri { get; init; }

    /// <summary>PEM file of the authorities that may sign the broker's certificate; null is the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the certificate that the broker is shown; needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>The name that the broker's certificate must bear; null is the host of <see cref="Uri"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Without the address: it may hold a password.</summary>
    public override string ToString() => nameof(RabbitMqOptions);
}

/// <summary>One logical model under <c>Council:Models:{name}</c> with its deployments, already merged.</summary>
public sealed record ModelOptions
{
    public required string Name { get; init; }
    public required string Provider { get; init; }

    /// <summary>Who made it; null is looked up by the provider's own name of the model.</summary>
    public string? Vendor { get; init; }

    public string? Family { get; init; }
    public IReadOnlyList<TaskType> Tasks { get; init; } = [];
    public double? Quality { get; init; }
    public decimal? InputPrice { get; init; }
    public decimal? OutputPrice { get; init; }
    public int? ContextWindow { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Models.DeploymentSettings> Deployments { get; init; }
}

/// <summary><c>auto</c> or a model's name.</summary>
public sealed record RoleOptions
{
    public string Planner { get; init; } = "auto";
    public string Synthesis { get; init; } = "auto";
}

public sealed record DefaultsOptions
{
    public ExecutionMode Mode { get; init; } = ExecutionMode.Balanced;

    /// <summary>Null is the built-in 1.00, which does not count models without a price.</summary>
    public Usd? MaxCost { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(180);
    public TimeSpan BackgroundTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Sends per call, 1 to 10.</summary>
    public int MaxAttempts { get; init; } = 3;

    public static Usd BuiltInMaxCost { get; } = new(1_000_000_000);
}

public sealed record WorkerOptions
{
    public bool Embedded { get; init; } = true;

    /// <summary>Calls in flight at once, 1 to 4096.</summary>
    public int Slots { get; init; } = 32;

    /// <summary>Pools with their slots; empty means all, evenly.</summary>
    public IReadOnlyDictionary<string, int> Pools { get; init; } = new Dictionary<string, int>();

    /// <summary><c>Council:Workers:HealthUrl</c>: where a worker node tells how it is; null is nowhere.</summary>
    public string? HealthUrl { get; init; }
}
