namespace AiCouncil.Models;

/// <summary>The models of this process and where they can be reached.</summary>
public interface IModelCatalogue
{
    /// <summary>Every model, the configuration's order.</summary>
    IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>Null when there is none of that name.</summary>
    ModelInfo? Find(string name);

    /// <summary>Its deployments, empty when there is no such model.</summary>
    IReadOnlyList<Deployment> DeploymentsOf(string model);
}

/// <summary>One endpoint, key and region of a model, ready to be called.</summary>
public sealed record Deployment(DeploymentSettings Settings, ModelInfo Model, IModelEndpoint Endpoint)
{
    public string Name => Settings.Name;
}
