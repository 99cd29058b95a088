using Microsoft.Extensions.AI;

namespace AiCouncil.Models;

/// <summary>A model that the application brought itself.</summary>
internal sealed record AddedModel(string Name, ModelDescription Description, Func<IServiceProvider, IChatClient> Client)
{
    /// <summary>The provider word that such models show.</summary>
    public const string Word = "code";

    public DeploymentSettings Settings { get; } = new()
    {
        Path = $"AddModel(\"{Name}\")",
        ModelName = Name,
        Name = Name,
        Provider = Word,
        Model = Name,
        MaxConcurrency = Description.MaxConcurrency,
    };

    public ModelInfo Info { get; } = new(
        Name, Word, Description.Vendor ?? Description.Family ?? Name, Description.Family ?? Name, Description.Quality,
        Description.InputPrice is { } input && Description.OutputPrice is { } output ? new TokenPrice(input, output) : null,
        Description.ContextWindow, [.. Description.Tasks], "default", Simulated: false);
}

/// <summary>Makes the endpoint of a model added in code from its chat client.</summary>
internal delegate IModelEndpoint AddedModelEndpoint(AddedModel model, DeploymentSettings settings, ModelInfo info);
