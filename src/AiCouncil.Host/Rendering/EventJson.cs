using System.Text.Json.Nodes;
using AiCouncil.Requests;

namespace AiCouncil.Host.Rendering;

/// <summary>An event as the server sends it: sequence, type, at, data.</summary>
internal static class EventJson
{
    public static string Of(CouncilEvent news) => Node(news).ToJsonString(CouncilJson.Options);

    public static JsonObject Node(CouncilEvent news) => new()
    {
        ["sequence"] = news.Sequence,
        ["type"] = news.Type,
        ["at"] = news.At,
        ["data"] = JsonNode.Parse(news.Data),
    };
}
