namespace AiCouncil.Models;

/// <summary>One deployment after configuration was merged: what a provider needs to build its endpoint.</summary>
public sealed record DeploymentSettings
{
    /// <summary>The key path in the configuration, for errors: "Council:Models:gpt:Deployments:eu".</summary>
    public required string Path { get; init; }

    /// <summary>The logical model's name.</summary>
    public required string ModelName { get; init; }

    /// <summary>Unique: "gpt" or "gpt/eu".</summary>
    public required string Name { get; init; }

    public required string Provider { get; init; }

    /// <summary>The provider's own name of the model.</summary>
    public required string Model { get; init; }

    public Uri? Endpoint { get; init; }

    /// <summary>The key itself, never logged; null where the endpoint needs none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>False where this process never calls models: the deployment is known here, and its key is not.</summary>
    public bool Called { get; init; } = true;

    public string Pool { get; init; } = "default";

    /// <summary>Calls in flight at once; null is unbounded.</summary>
    public int? MaxConcurrency { get; init; }

    public double Weight { get; init; } = 1;

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Provider-specific keys below the deployment, "Latency:P50" or "File" for example.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
