using AiCouncil.Dispatch;
using AiCouncil.Models;
using Xunit;

namespace AiCouncil.Tests.Dispatch;

public sealed class ModelPlacesTests
{
    [Fact]
    public void A_place_is_the_provider_and_the_host_of_each_deployment()
    {
        var places = Places(Deployment("b", "openai-compatible", "https://eu.example/v1"), Deployment("a", "openai", "https://api.openai.com/v1"), Deployment("c", "openai", "https://api.openai.com/v2"));

        Assert.Equal(["openai api.openai.com", "openai-compatible eu.example"], places.Of([])["m"]);
        Assert.Equal(["m"], places.Of(["m", "m"]).Keys);
        Assert.Equal(["simulated"], Places(Deployment("a", "simulated", null)).Of(["m"])["m"]);
    }

    [Theory]
    [InlineData("openai", "https://eu.example/v1", false)]
    [InlineData("openai", "https://eu.example:444/other", false)]
    [InlineData("openai", "https://us.example/v1", true)]
    [InlineData("ollama", "https://eu.example/v1", true)]
    public void A_model_that_goes_to_another_provider_or_host_is_told(string provider, string endpoint, bool told)
    {
        var accepted = Places(Deployment("a", "openai", "https://eu.example/v1")).Of(["m"]);
        var here = Places(Deployment("a", provider, endpoint));

        Assert.Equal(told ? ["the model 'm' at openai eu.example"] : [], here.Elsewhere(accepted, ["m", "m"]));
        Assert.Empty(here.Elsewhere(accepted, ["another"]));
    }

    [Fact]
    public void Fewer_places_than_before_are_fine_and_one_more_is_not()
    {
        var (eu, us) = (Deployment("eu", "openai", "https://eu.example/v1"), Deployment("us", "openai", "https://us.example/v1"));

        Assert.Empty(Places(eu).Elsewhere(Places(eu, us).Of(["m"]), ["m"]));
        Assert.Single(Places(eu, us).Elsewhere(Places(eu).Of(["m"]), ["m"]));
        Assert.Empty(Places(eu).Elsewhere(new Dictionary<string, IReadOnlyList<string>>(), ["m"]));
    }

    private static ModelPlaces Places(params Deployment[] deployments) => new(new OneModel(deployments));

    private static Deployment Deployment(string name, string provider, string? endpoint) => new(
        new DeploymentSettings
        {
            Path = "Council:Models:m", ModelName = "m", Name = name, Provider = provider, Model = "m", Endpoint = endpoint is null ? null : new Uri(endpoint),
        },
        new ModelInfo("m", provider, "v", "f", 0.5, null, 1_000, [], "default", false), new NeverCalled());

    private sealed class OneModel(Deployment[] deployments) : IModelCatalogue
    {
        public IReadOnlyList<ModelInfo> Models => [deployments[0].Model];

        public ModelInfo? Find(string name) => name == "m" ? Models[0] : null;

        public IReadOnlyList<Deployment> DeploymentsOf(string model) => model == "m" ? deployments : [];
    }

    private sealed class NeverCalled : IModelEndpoint
    {
        public Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct) => throw new InvalidOperationException("nothing is called here");
    }
}
