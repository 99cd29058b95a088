using System.ClientModel;
using System.ClientModel.Primitives;
using AiCouncil.Models;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AiCouncil.Providers.OpenAi;

/// <summary>
/// OpenAI and every server that speaks its <c>/v1/chat/completions</c>: vLLM, LM Studio, OpenRouter, Groq, Ollama's <c>/v1</c>.
/// </summary>
internal sealed class OpenAiProvider(TimeProvider clock) : IModelProvider, IDisposable
{
    public const string OpenAi = "openai";
    public const string Compatible = "openai-compatible";
    public const string Ollama = "ollama";

    private readonly Lock _gate = new();
    private readonly List<HttpClient> _connections = [];

    public IReadOnlyCollection<string> Names { get; } = [OpenAi, Compatible, Ollama];

    public IModelEndpoint Create(DeploymentSettings deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var endpoint = OpenAiSettings.EndpointOf(deployment)
            ?? throw new InvalidOperationException($"{deployment.Path}:Endpoint is missing; validate before creating.");
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint,
            Transport = new HttpClientPipelineTransport(Connect(endpoint, deployment.ApiKey)),
            RetryPolicy = new ClientRetryPolicy(0),
            // The endpoint's own clock ends a call.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        var client = new OpenAIClient(new ApiKeyCredential(deployment.ApiKey ?? "none"), options);
        var dialect = new OpenAiDialect(
            legacyTokenLimit: deployment.Provider != OpenAi,
            streamUsage: OpenAiSettings.FlagOf(deployment, OpenAiSettings.StreamUsage) ?? true);
        var chat = new StreamedRefusals(client.GetChatClient(deployment.Model).AsIChatClient());
        return new ChatClientEndpoint(chat, dialect, deployment.CallTimeout, clock);
    }

    public IEnumerable<string> Validate(DeploymentSettings deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return OpenAiSettings.Faults(deployment);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connections.ForEach(client => client.Dispose());
            _connections.Clear();
        }
    }

    private HttpClient Connect(Uri endpoint, string? apiKey)
    {
        var handler = new OneRequestHandler(WireHandlers.Create(endpoint), apiKey, clock);
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        lock (_gate)
        {
            _connections.Add(client);
        }

        return client;
    }
}
