using System.Net;
using AiCouncil.Configuration;
using AiCouncil.Models;
using AiCouncil.Providers.Discovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Providers.Discovery;

public sealed class EnvironmentDiscoveryTests
{
    private const string Tags = """{"models":[{"name":"llama3.2:3b"},{"name":"qwen3:latest"},{"name":"nomic-embed-text:latest"},{"name":"a b"},{"no":1},7]}""";

    [Fact]
    public async Task A_key_brings_one_cheap_and_one_strong_model_of_its_vendor()
    {
        foreach (var offer in VendorTable.Offers.Where(offer => offer.Provider is not null))
        {
            var found = await Discover(null, (offer.Vendor.KeyVariable, "k"));

            Assert.Equal(2, found.Models.Count);
            Assert.Empty(found.Notices);
            Assert.All(found.Models, model => Assert.Equal(("k", offer.Vendor.DefaultEndpoint), (model.Deployments[0].ApiKey, model.Deployments[0].Endpoint)));
            var (cheap, strong) = (ModelFacts.Of(found.Models[0]), ModelFacts.Of(found.Models[1]));
            Assert.True(cheap.Quality < strong.Quality && cheap.Price!.Input <= strong.Price!.Input, offer.Vendor.Name);
            Assert.All(found.Models, model => Assert.Null(ModelNames.Refuse(model.Name)));
        }
    }

    [Fact]
    public void Names_of_all_offers_differ() =>
        Assert.Equal(14, VendorTable.Offers.SelectMany(offer => offer.Models).Select(model => model.Model).Distinct().Count());

    [Fact]
    public async Task A_base_address_redirects_the_key_there()
    {
        var found = await Discover(null, ("GROQ_API_KEY", "k"), ("GROQ_BASE_URL", "http://127.0.0.1:4000/v1"));

        Assert.All(found.Models, model => Assert.Equal("http://127.0.0.1:4000/v1", model.Deployments[0].Endpoint!.ToString()));
    }

    [Fact]
    public async Task A_base_address_that_is_none_keeps_the_key_at_home()
    {
        var found = await Discover(null, ("GROQ_API_KEY", "k"), ("GROQ_BASE_URL", "proxy"));

        Assert.Empty(found.Models);
        Assert.Contains("GROQ_BASE_URL is not an address", Assert.Single(found.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_of_a_later_version_is_named_and_not_simulated()
    {
        var found = await Discover(null, ("ANTHROPIC_API_KEY", "k"));

        Assert.Empty(found.Models);
        Assert.Contains("not in this version", Assert.Single(found.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_variable_is_no_key() => Assert.Empty((await Discover(null, ("OPENAI_API_KEY", " "))).Models);

    [Fact]
    public async Task An_ollama_on_this_machine_brings_its_chat_models_for_nothing()
    {
        var found = await Discover(new Answering(HttpStatusCode.OK, Tags));

        Assert.Equal(["llama3.2-3b", "qwen3"], found.Models.Select(model => model.Name));
        var model = ModelFacts.Of(found.Models[0]);
        Assert.Equal(("meta", "llama", new TokenPrice(0, 0), 4096), (model.Vendor, model.Family, model.Price, model.ContextWindow));
        Assert.Equal(("llama3.2:3b", "http://127.0.0.1:11434/v1", null), (found.Models[0].Deployments[0].Model, found.Models[0].Deployments[0].Endpoint!.ToString(), found.Models[0].Deployments[0].ApiKey));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, Tags)]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "[1]")]
    [InlineData(HttpStatusCode.OK, "{\"models\": 3}")]
    public async Task Whatever_else_answers_there_is_no_ollama(HttpStatusCode status, string body) =>
        Assert.Empty((await Discover(new Answering(status, body))).Models);

    [Fact]
    public async Task A_silent_server_is_waited_for_200_ms()
    {
        var clock = new FakeTimeProvider();
        var probe = new OllamaProbe(() => new Silent(), clock).ModelsAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(probe.IsCompleted);

        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(await probe);
    }

    [Fact]
    public async Task The_callers_cancellation_is_not_swallowed() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new OllamaProbe(() => new Silent(), TimeProvider.System).ModelsAsync(new CancellationToken(canceled: true)));

    [Fact]
    public void Adding_the_providers_twice_discovers_once()
    {
        var services = new ServiceCollection();
        services.AddAiCouncil(new ConfigurationBuilder().Build()).AddProviders().AddProviders();

        Assert.Single(services, service => service.ServiceType == typeof(IModelDiscovery));
    }

    private static async Task<AiCouncil.Models.Discovery> Discover(HttpMessageHandler? ollama, params (string Name, string Value)[] variables)
    {
        var environment = new EnvironmentAccess(name => variables.FirstOrDefault(it => it.Name == name).Value, _ => throw new FileNotFoundException());
        return await new EnvironmentDiscovery(environment, new OllamaProbe(() => ollama ?? new Refusing(), new FakeTimeProvider())).DiscoverAsync(CancellationToken.None);
    }

    private sealed class Answering(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(request.RequestUri!.ToString() == "http://127.0.0.1:11434/api/tags" ? status : HttpStatusCode.NotFound) { Content = new StringContent(body) });
    }

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("connection refused");
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never");
        }
    }
}
