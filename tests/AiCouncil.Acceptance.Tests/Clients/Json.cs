using System.Text.Json;

namespace AiCouncil.Acceptance.Tests.Clients;

internal static class Json
{
    public static string? Text(this JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
