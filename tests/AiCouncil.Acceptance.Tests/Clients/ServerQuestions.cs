using System.Net.Http.Json;
using System.Text.Json;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>What the tests of clients ask a server besides.</summary>
internal static class ServerQuestions
{
    /// <summary>Where OpenAI's clients go.</summary>
    public static Uri OpenAi(this ServerProcess server) => new(server.Url, "v1");

    /// <summary>Asks over the native API and waits for the end; the FinalResponse.</summary>
    public static async Task<JsonElement> AskAsync(this ServerProcess server, object body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/requests") { Content = JsonContent.Create(body) };
        request.Headers.Add("Prefer", "wait=90");
        using var response = await server.Client.SendAsync(request, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    /// <summary>Reads something as a tenant, to its end.</summary>
    public static async Task<string> ReadAsync(this ServerProcess server, string path, string tenant, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Council-Tenant", tenant);
        using var response = await server.Client.SendAsync(request, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    public static async Task<IReadOnlyList<JsonElement>> RequestsOfAsync(this ServerProcess server, string tenant, CancellationToken ct) =>
        [.. JsonDocument.Parse(await server.ReadAsync("api/v1/requests", tenant, ct)).RootElement.GetProperty("data").EnumerateArray()];

    /// <summary>
    /// What the council's own journal says was sent, once every attempt of the request has ended. A cancelled one may end after the
    /// request did, and no event tells of it.
    /// </summary>
    public static async Task<IReadOnlyList<Attempt>> AttemptsAsync(this ServerProcess server, string id, CancellationToken ct)
    {
        while (true)
        {
            var attempts = Attempt.In(await server.Client.GetFromJsonAsync<JsonElement>($"api/v1/requests/{id}/details", ct));
            if (attempts.All(attempt => attempt.Ended))
            {
                return attempts;
            }

            await Task.Delay(50, ct);
        }
    }
}
