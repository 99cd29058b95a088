using System.Net.Http.Json;
using System.Text.Json;
using AiCouncil.Acceptance.Tests.House;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>The real <c>council serve</c> on a free port.</summary>
internal sealed class CouncilServer : IAsyncDisposable
{
    private const string Listening = "council: listening on ";

    private readonly ClientProgram _program;

    private CouncilServer(ClientProgram program, Uri address)
    {
        _program = program;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
    }

    public static string Executable { get; } = Path.Combine(
        OtherProcess.Root, "src/AiCouncil.Host/bin", Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!),
        "net10.0/council.dll");

    public HttpClient Http { get; }

    /// <summary>Where OpenAI's clients go.</summary>
    public Uri OpenAi => new(Http.BaseAddress!, "v1");

    public static async Task<CouncilServer> StartAsync(string home, string configuration)
    {
        var program = ClientProgram.Start(
            home, line => line.StartsWith(Listening, StringComparison.Ordinal) ? line[Listening.Length..] : null,
            "dotnet", Executable, "--config", configuration, "serve", "--urls", "http://127.0.0.1:0");
        return new CouncilServer(program, new Uri(await program.Ready.WaitAsync(TimeSpan.FromSeconds(60))));
    }

    /// <summary>Asks over the native API and waits for the end; the FinalResponse.</summary>
    public async Task<JsonElement> AskAsync(object body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/requests") { Content = JsonContent.Create(body) };
        request.Headers.Add("Prefer", "wait=90");
        using var response = await Http.SendAsync(request, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    public async Task<IReadOnlyList<JsonElement>> RequestsOfAsync(string tenant, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/requests");
        request.Headers.Add("X-Council-Tenant", tenant);
        using var response = await Http.SendAsync(request, ct);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("data").EnumerateArray()];
    }

    /// <summary>What the council's own journal says was sent, once every attempt of the request has ended.</summary>
    public async Task<IReadOnlyList<Attempt>> AttemptsAsync(string id, CancellationToken ct)
    {
        while (true)
        {
            var details = await Http.GetFromJsonAsync<JsonElement>($"api/v1/requests/{id}/details", ct);
            var attempts = Attempt.In(details);
            if (attempts.All(attempt => attempt.Ended))
            {
                return attempts;
            }

            await Task.Delay(50, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
    }
}

/// <summary>One line of the journal: a call of a model that was, or was not, sent.</summary>
internal sealed record Attempt(string Model, string Result, bool Ended)
{
    /// <summary>Whether the request left the house. A cancelled one may have been cut before the other side knew of it.</summary>
    public bool Sent => Result != "not_sent";

    public bool Cancelled => Result == "cancelled";

    public static IReadOnlyList<Attempt> In(JsonElement details)
    {
        var models = details.GetProperty("calls").EnumerateArray()
            .ToDictionary(call => call.GetProperty("id").GetProperty("number").GetInt32(), call => call.GetProperty("model").GetString()!);
        return [.. details.GetProperty("attempts").EnumerateArray().Select(attempt => new Attempt(
            models[attempt.GetProperty("call").GetProperty("number").GetInt32()],
            attempt.GetProperty("result").GetString()!,
            attempt.GetProperty("ended_at").ValueKind != JsonValueKind.Null))];
    }
}
