using AiCouncil.Models;

namespace AiCouncil.Host.Api;

/// <summary><c>/v1/models</c>: the modes of the council, then each configured model.</summary>
internal static class OpenAiModelsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", List);
        routes.MapGet("/v1/models/{**id}", Read);
    }

    private static IResult List(IModelCatalogue catalogue) => Answers.Json(new ModelList("list", All(catalogue)));

    private static IResult Read(string id, IModelCatalogue catalogue) =>
        Answers.Json(All(catalogue).FirstOrDefault(model => model.Id == id) ?? throw CouncilNames.NotFound());

    private static IReadOnlyList<ModelEntry> All(IModelCatalogue catalogue) =>
    [
        .. CouncilNames.Modes.Keys.Select(name => new ModelEntry(name, "ai-council")),
        .. catalogue.Models.Where(model => !CouncilNames.Modes.ContainsKey(model.Name)).Select(model => new ModelEntry(model.Name, model.Vendor)),
    ];

    private sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

    /// <summary>Created is 0: a configured model has no date.</summary>
    private sealed record ModelEntry(string Id, string OwnedBy, string Object = "model", long Created = 0);
}
