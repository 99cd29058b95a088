using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>The models as one process reaches them; the books stand outside.</summary>
internal sealed class SimModels : IModelCatalogue
{
    private readonly Dictionary<string, IReadOnlyList<Deployment>> _deployments;

    public SimModels(IReadOnlyList<SimModel> models, Func<SimModel, IModelEndpoint> endpoint)
    {
        Models = [.. models.Select(Info)];
        _deployments = models.ToDictionary(model => model.Name, model => (IReadOnlyList<Deployment>)[.. Enumerable.Range(0, model.Deployments)
            .Select(number => new Deployment(Settings(model, number), Info(model), endpoint(model)))]);
    }

    public IReadOnlyList<ModelInfo> Models { get; }

    public ModelInfo? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    public IReadOnlyList<Deployment> DeploymentsOf(string model) => _deployments.GetValueOrDefault(model) ?? [];

    private static ModelInfo Info(SimModel model) => new(
        model.Name, "simulated", model.Vendor, model.Name, model.Quality, model.Price is { } price ? new TokenPrice(price, price * 3) : null,
        128_000, [], "default", Simulated: true);

    private static DeploymentSettings Settings(SimModel model, int number) => new()
    {
        Path = $"Council:Models:{model.Name}", ModelName = model.Name, Name = $"{model.Name}/{number}", Provider = "simulated", Model = model.Name,
        MaxConcurrency = model.MaxConcurrency,
    };
}
