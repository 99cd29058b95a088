using System.Net;
using System.Text.Json;
using AiCouncil.Configuration;
using AiCouncil.Models;

namespace AiCouncil.Providers.Discovery;

/// <summary>Asks an Ollama on its default port which models it has, for at most 200 ms. No answer means there is none.</summary>
/// <param name="handler">Makes the connection; disposed after the question.</param>
internal sealed class OllamaProbe(Func<HttpMessageHandler> handler, TimeProvider clock)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Ollama cuts longer prompts silently unless its server was told otherwise; a configured model can say more.</summary>
    private const int DefaultContext = 4096;

    private const int LargestAnswer = 1 << 20;
    private static readonly Uri Server = new("http://127.0.0.1:11434/");

    /// <summary>No proxy and no redirect: the question stays on this machine.</summary>
    public static HttpMessageHandler Loopback() =>
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience };

    public async Task<IReadOnlyList<ModelOptions>> ModelsAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        using var client = new HttpClient(handler()) { MaxResponseContentBufferSize = LargestAnswer, Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var response = await client.GetAsync(new Uri(Server, "api/tags"), both.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(await response.Content.ReadAsStringAsync(both.Token).ConfigureAwait(false))
                : [];
        }
        catch (Exception error) when (!ct.IsCancellationRequested && IsExpected(error))
        {
            return [];
        }
    }

    private static bool IsExpected(Exception error) =>
        error is HttpRequestException or OperationCanceledException or JsonException or IOException or InvalidOperationException;

    /// <summary>Whatever listens on that port may answer anything.</summary>
    private static List<ModelOptions> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var models = Member(document.RootElement, "models", JsonValueKind.Array)?.EnumerateArray().ToList() ?? [];
        return [.. models.Select(model => Member(model, "name", JsonValueKind.String)?.GetString()).OfType<string>()
            .Where(IsChat).Select(Options).DistinctBy(model => model.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static JsonElement? Member(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    private static bool IsChat(string tag) =>
        !tag.Contains("embed", StringComparison.OrdinalIgnoreCase) && !tag.StartsWith("bge-", StringComparison.OrdinalIgnoreCase)
        && !tag.StartsWith("all-minilm", StringComparison.OrdinalIgnoreCase) && ModelNames.Refuse(Name(tag)) is null;

    /// <summary>A colon separates keys, therefore it is no part of a name.</summary>
    private static string Name(string tag) =>
        (tag.EndsWith(":latest", StringComparison.Ordinal) ? tag[..^":latest".Length] : tag).Replace(':', '-');

    private static ModelOptions Options(string tag)
    {
        var name = Name(tag);
        return new ModelOptions
        {
            Name = name,
            Provider = "openai-compatible",
            InputPrice = 0,
            OutputPrice = 0,
            ContextWindow = DefaultContext,
            Deployments =
            [
                new DeploymentSettings
                {
                    Path = "Ollama",
                    ModelName = name,
                    Name = name,
                    Provider = "openai-compatible",
                    Model = tag,
                    Endpoint = new Uri(Server, "v1"),
                },
            ],
        };
    }
}
