using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Host.Api;

/// <summary><c>/api/v1/models</c>: the models of this server, without their keys and endpoints.</summary>
internal static class ModelsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/models", List);

    private static IResult List(IModelCatalogue catalogue) => Answers.List(catalogue.Models
        .Select(model => new ModelAnswer(
            model.Name, model.Provider, model.Vendor, model.Family, model.Quality, model.Price, model.ContextWindow, model.Tasks,
            model.Pool, model.Simulated, [.. catalogue.DeploymentsOf(model.Name).Select(deployment => deployment.Name)]))
        .ToList());

    private sealed record ModelAnswer(
        string Name, string Provider, string Vendor, string Family, double Quality, TokenPrice? Price, int ContextWindow,
        IReadOnlyList<TaskType> Tasks, string Pool, bool Simulated, IReadOnlyList<string> Deployments);
}
