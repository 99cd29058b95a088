using System.Text.Json;

namespace AiCouncil.Host.Rendering;

/// <summary>A server's report as pairs for people: one for each value, named by its path in words.</summary>
internal static class JsonFacts
{
    private const string None = "none";

    public static IEnumerable<(string Name, string Value)> Of(JsonElement report, string path = "") => report.ValueKind switch
    {
        JsonValueKind.Object when report.GetPropertyCount() > 0 => report.EnumerateObject().SelectMany(it => Of(it.Value, Join(path, it.Name))),
        JsonValueKind.Array when report.GetArrayLength() > 0 => report.EnumerateArray().SelectMany((it, index) => Of(it, index == 0 ? path : Join(path, $"{index + 1}"))),
        JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null => [(path, None)],
        JsonValueKind.True => [(path, "yes")],
        JsonValueKind.False => [(path, "no")],
        JsonValueKind.String => [(path, report.GetString()!)],
        _ => [(path, report.GetRawText())],
    };

    private static string Join(string path, string name) => path.Length == 0 ? Words(name) : $"{path} {Words(name)}";

    private static string Words(string name) => name.Replace('_', ' ');
}
