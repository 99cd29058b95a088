using System.Net;
using System.Text.Json;
using AiCouncil.Host.Commands;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>Error answers of a server (RFC 9457) as the exceptions that an embedded council would throw.</summary>
internal static class ServerProblem
{
    public static bool IsProblem(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;

    public static void ThrowIfAny(HttpResponseMessage response, string body, Uri server)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Of(response, body, server);
        }
    }

    private static Exception Of(HttpResponseMessage response, string body, Uri server)
    {
        var problem = Read(body);
        var said = problem.Detail ?? problem.Title ?? response.ReasonPhrase ?? "no reason given";
        return response.StatusCode switch
        {
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new ServerUnreachableException(
                $"{server} redirects to {response.Headers.Location}; redirects are not followed. Name that address with --server."),
            HttpStatusCode.Unauthorized when response.RequestMessage?.Headers.Authorization is null => new UsageException(
                $"the server at {server} asks for a key, and none was sent. Set COUNCIL_API_KEY."),
            HttpStatusCode.Unauthorized => new UsageException($"the server at {server} refuses the key in COUNCIL_API_KEY: {said}"),
            HttpStatusCode.Forbidden => new UsageException($"the server at {server} refuses this client (403): {said}"),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity =>
                new InvalidRequestException(problem.Field ?? "request", said, problem.Code ?? "invalid_request"),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new ServerUnreachableException(
                $"the server at {server} is not ready ({(int)response.StatusCode}): {said}"),
            HttpStatusCode.NotFound => new ServerUnreachableException($"what answers at {server} does not know {response.RequestMessage?.RequestUri?.AbsolutePath}."),
            _ => new RequestFailedException($"the server at {server} answered {(int)response.StatusCode}: {said}"),
        };
    }

    private static Problem Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new Problem(Text(document, "title"), Text(document, "detail"), Text(document, "field"), Text(document, "code"));
        }
        catch (JsonException)
        {
            return new Problem(null, null, null, null);
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private sealed record Problem(string? Title, string? Detail, string? Field, string? Code);
}
