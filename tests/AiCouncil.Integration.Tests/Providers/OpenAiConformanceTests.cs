using AiCouncil.Conformance;
using AiCouncil.Models;
using AiCouncil.Providers.OpenAi;

namespace AiCouncil.Integration.Tests.Providers;

[ProvesProvider(typeof(OpenAiProvider))]
public sealed class OpenAiConformanceTests : ProviderConformance, IDisposable
{
    private readonly OpenAiProvider _provider;

    public OpenAiConformanceTests()
    {
        _provider = new OpenAiProvider(Clock);
    }

    protected override ProviderWire Wire { get; } = new OpenAiWire();

    public void Dispose() => _provider.Dispose();

    protected override IModelEndpoint Endpoint(Uri baseUrl, string? key, TimeSpan callTimeout) => _provider.Create(new DeploymentSettings
    {
        Path = "Council:Models:m",
        ModelName = "m",
        Name = "m",
        Provider = OpenAiProvider.Compatible,
        Model = "vendor-model",
        Endpoint = baseUrl,
        ApiKey = key,
        CallTimeout = callTimeout,
    });
}
