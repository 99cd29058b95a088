using System.Net.Http.Json;
using System.Text.Json;
using AiCouncil.Acceptance.Tests.House;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>@copilotkit/aimock: a model server of a third party with fixtures, faults and a journal of what it was asked.</summary>
internal sealed class Aimock : IAsyncDisposable
{
    private readonly ClientProgram _program;
    private readonly HttpClient _http;

    private Aimock(ClientProgram program, Uri address)
    {
        _program = program;
        _http = new HttpClient { BaseAddress = address };
    }

    public Uri Endpoint => new(_http.BaseAddress!, "v1");

    public static async Task<Aimock> StartAsync(string home)
    {
        var fixtures = Path.Combine(home, "fixtures.json");
        await File.WriteAllTextAsync(fixtures, JsonSerializer.Serialize(MockModels.Fixtures));
        var program = ClientProgram.Start(home, Url, "node", Path.Combine(OtherProcess.Root, "tests/AiCouncil.Acceptance.Tests/node-clients/aimock.mjs"), fixtures);
        return new Aimock(program, new Uri(await program.Ready.WaitAsync(TimeSpan.FromSeconds(60))));
    }

    /// <summary>The models that chat completions asked, a name for each HTTP request that it answered or cut, in order.</summary>
    public async Task<IReadOnlyList<string>> AskedAsync(Func<string, bool> model, CancellationToken ct)
    {
        var entries = await _http.GetFromJsonAsync<JsonElement>("__aimock/journal?path=/v1/chat/completions&limit=100000", ct);
        var list = entries.ValueKind == JsonValueKind.Array ? entries : entries.GetProperty("entries");
        return [.. list.EnumerateArray().Select(entry => entry.GetProperty("body").GetProperty("model").GetString()!).Where(model)];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    private static string? Url(string line) =>
        line.StartsWith("{\"url\":", StringComparison.Ordinal) ? JsonDocument.Parse(line).RootElement.GetProperty("url").GetString() : null;
}
