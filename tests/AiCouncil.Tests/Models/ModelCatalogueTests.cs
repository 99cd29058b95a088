using AiCouncil.Configuration;
using AiCouncil.Models;
using AiCouncil.Requests;
using AiCouncil.Tests.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class ModelCatalogueTests
{
    [Fact]
    public void Configured_models_are_there_at_once_with_what_is_known_about_them()
    {
        var catalogue = Catalogue(new Written().Key("Models:fine:Provider", "openai").Key("Models:fine:Model", "gpt-4o-mini").Variable("OPENAI_API_KEY", "k"));

        var model = catalogue.Find("FINE");

        Assert.Equal(new ModelInfo("fine", "openai", "openai", "gpt-4o", 0.62, new TokenPrice(0.15m, 0.60m), 128_000, [], "default", false), model! with { Tasks = [] });
        Assert.Equal(("fine", ModelOrigin.Configured), (Assert.Single(catalogue.DeploymentsOf("fine")).Name, catalogue.Origin));
        Assert.Null(catalogue.Find("other"));
        Assert.Empty(catalogue.DeploymentsOf("other"));
    }

    [Fact]
    public void The_configuration_wins_over_what_is_known()
    {
        var model = Catalogue(new Written().Key("Models:m:Provider", "openai").Key("Models:m:Model", "gpt-4o").Key("Models:m:InputPrice", "0").Key("Models:m:OutputPrice", "7")
            .Key("Models:m:Quality", "0.1").Key("Models:m:Family", "f").Key("Models:m:ContextWindow", "999").Key("Models:m:Vendor", "v").Variable("OPENAI_API_KEY", "k")).Models[0];

        Assert.Equal((new TokenPrice(0, 7), 0.1, "f", 999, "v"), (model.Price, model.Quality, model.Family, model.ContextWindow, model.Vendor));
    }

    [Theory]
    [InlineData("http://127.0.0.1:11434/v1", "llama3.2", true)]
    [InlineData("http://localhost:8000/v1", "mine", true)]
    [InlineData("https://gpu.example/v1", "mine", false)]
    public void A_model_without_a_price_is_free_at_home_and_unknown_elsewhere(string endpoint, string model, bool free)
    {
        var info = Catalogue(new Written().Key("Models:m:Provider", "openai-compatible").Key("Models:m:Endpoint", endpoint).Key("Models:m:Model", model).Key("Models:m:ApiKey", "k")).Models[0];

        Assert.Equal(free ? new TokenPrice(0, 0) : null, info.Price);
    }

    [Fact]
    public void Deployments_of_a_model_stand_together_and_carry_the_call_timeout()
    {
        var catalogue = Catalogue(new Written().Key("Call:TimeoutSeconds", "7").Key("Models:m:Provider", "simulated").Key("Models:m:Deployments:a:Weight", "1").Key("Models:m:Deployments:b:Weight", "2"));

        Assert.Single(catalogue.Models);
        Assert.Equal(["m/a", "m/b"], catalogue.DeploymentsOf("m").Select(it => it.Name));
        Assert.All(catalogue.DeploymentsOf("m"), it => Assert.Equal(7, it.Settings.CallTimeout.TotalSeconds));
    }

    [Fact]
    public async Task With_nothing_configured_the_discovered_models_are_taken()
    {
        var catalogue = Catalogue(new Written(), new Found([DemoModels.All[0] with { Name = "found" }], ["a notice"]));
        Assert.Throws<InvalidOperationException>(() => catalogue.Models);

        await catalogue.LoadAsync(CancellationToken.None);

        Assert.Equal(("found", ModelOrigin.Discovered, "a notice"), (Assert.Single(catalogue.Models).Name, catalogue.Origin, Assert.Single(catalogue.Notices)));
    }

    [Fact]
    public async Task With_nothing_found_the_demo_models_answer_and_say_so()
    {
        var catalogue = Catalogue(new Written(), new Found([], []));

        await catalogue.LoadAsync(CancellationToken.None);

        Assert.Equal((5, ModelOrigin.Demo), (catalogue.Models.Count, catalogue.Origin));
        Assert.All(catalogue.Models, model => Assert.True(model.Simulated));
        Assert.Empty(catalogue.Notices);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_is_an_error_and_never_a_simulation()
    {
        var error = await Assert.ThrowsAsync<CouncilConfigurationException>(
            async () => await Catalogue(new Written(), new Found([], ["X_API_KEY is set, but X is not in this version."])).LoadAsync(CancellationToken.None));

        Assert.Contains("X_API_KEY is set, but X is not in this version.", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panel_of_models_that_were_not_found_is_an_error()
    {
        var error = await Assert.ThrowsAsync<CouncilConfigurationException>(
            async () => await Catalogue(new Written().Key("Panel", "demo-ambr"), new Found([], [])).LoadAsync(CancellationToken.None));

        Assert.Contains("did you mean demo-amber?", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_added_in_code_needs_no_configuration()
    {
        var services = new ServiceCollection();
        Builder(services).AddModel("mine", _ => throw new InvalidOperationException("not before the start"), model =>
        {
            model.Family = "x";
            model.MaxConcurrency = 2;
            model.Tasks.Add(TaskType.Debugging);
        });

        var catalogue = Catalogue(new Written(), null, [.. services.Select(it => it.ImplementationInstance).OfType<AddedModel>()]);

        var model = Assert.Single(catalogue.Models);
        Assert.Equal(("mine", "code", "x", "x", false, (TokenPrice?)null), (model.Name, model.Provider, model.Vendor, model.Family, model.Simulated, model.Price));
        Assert.Equal([TaskType.Debugging], model.Tasks);
        Assert.Equal(2, catalogue.DeploymentsOf("mine")[0].Settings.MaxConcurrency);
    }

    [Fact]
    public void A_model_added_in_code_is_checked_where_it_is_added()
    {
        var builder = Builder(new ServiceCollection()).AddModel("mine", Client);

        Assert.Throws<ArgumentException>(() => builder.AddModel("Mine", Client));
        Assert.Throws<ArgumentException>(() => builder.AddModel("a b", Client));
        Assert.Throws<ArgumentException>(() => builder.AddModel("a", Client, model => model.Quality = double.NaN));
        Assert.Throws<ArgumentException>(() => builder.AddModel("a", Client, model => model.InputPrice = 1));
        Assert.Throws<ArgumentException>(() => builder.AddModel("a", Client, model => model.MaxConcurrency = 0));
    }

    private static CouncilBuilder Builder(IServiceCollection services) => services.AddAiCouncil(new ConfigurationBuilder().Build());

    private static IChatClient Client(IServiceProvider services) => throw new InvalidOperationException("never asked");

    private static ModelCatalogue Catalogue(Written written, IModelDiscovery? discovery = null, params AddedModel[] added) =>
        new(written.Fine(), [new SimulatedProvider(TimeProvider.System), new AnyProvider("openai", "openai-compatible", "ollama")], added,
            (_, settings, _) => new AnyProvider().Create(settings), discovery is null ? [] : [discovery]);

    private sealed class Found(IReadOnlyList<ModelOptions> models, IReadOnlyList<string> notices) : IModelDiscovery
    {
        public ValueTask<Discovery> DiscoverAsync(CancellationToken ct) => ValueTask.FromResult(new Discovery(models, notices));
    }
}
