using AiCouncil.Models;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class DeploymentChooserTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Shares_follow_the_weights_without_bursts()
    {
        var chooser = Chooser(Deployment("m/eu", weight: 3), Deployment("m/us", weight: 1));
        var taken = Enumerable.Range(0, 8).Select(_ => Take(chooser)).ToList();
        Assert.Equal(["m/eu", "m/eu", "m/us", "m/eu", "m/eu", "m/eu", "m/us", "m/eu"], taken);
    }

    [Fact]
    public void A_full_deployment_is_passed_over_and_freed_when_its_call_ends()
    {
        var freed = 0;
        var chooser = Chooser(Deployment("m/eu", limit: 1), Deployment("m/us", limit: 1));
        chooser.Freed += () => freed++;
        var first = Assert.IsType<DeploymentChoice.Taken>(chooser.Take("m", [], simulated: false));
        var second = Assert.IsType<DeploymentChoice.Taken>(chooser.Take("m", [], simulated: false));
        Assert.NotEqual(first.Deployment.Name, second.Deployment.Name);
        Assert.Null(Assert.IsType<DeploymentChoice.Busy>(chooser.Take("m", [], simulated: false)).Until);
        Assert.Equal(0, chooser.Room()["m"]);

        first.Place.Dispose();
        first.Place.Dispose(); // twice frees once

        Assert.Equal((1, 1), (freed, chooser.Room()["m"]));
        Assert.Equal(first.Deployment.Name, Take(chooser));
    }

    [Fact]
    public void A_model_with_an_unbounded_deployment_has_no_limit_to_report() =>
        Assert.Empty(Chooser(Deployment("m/eu", limit: 1), Deployment("m/us")).Room());

    [Fact]
    public void A_throttled_deployment_rests_and_says_until_when()
    {
        var eu = Deployment("m/eu");
        var chooser = Chooser(eu);
        chooser.Rest(eu, TimeSpan.FromSeconds(5));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(5), Assert.IsType<DeploymentChoice.Busy>(chooser.Take("m", [], simulated: false)).Until);
        Assert.False(chooser.Room().ContainsKey("m"), "a long rest is decided call by call, by a worker");

        chooser.Rest(eu, TimeSpan.FromSeconds(1)); // the longer rest stays
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, chooser.Room()["m"]); // a short one is waited out in the backlog
        Assert.IsType<DeploymentChoice.Busy>(chooser.Take("m", [], simulated: false));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("m/eu", Take(chooser));
    }

    [Fact]
    public void While_one_rests_another_takes_the_calls()
    {
        var eu = Deployment("m/eu", weight: 100);
        var chooser = Chooser(eu, Deployment("m/us"));
        chooser.Rest(eu, TimeSpan.FromSeconds(5));
        Assert.Equal(["m/us", "m/us"], [Take(chooser), Take(chooser)]);
    }

    [Fact]
    public void A_retry_prefers_a_deployment_that_was_not_tried()
    {
        var chooser = Chooser(Deployment("m/eu", weight: 9), Deployment("m/us"));
        Assert.True(chooser.HasFresh("m", ["m/eu"], simulated: false));
        Assert.Equal("m/us", Take(chooser, "m/eu"));
        Assert.False(chooser.HasFresh("m", ["m/eu", "m/us"], simulated: false));
        Assert.NotNull(Take(chooser, "m/eu", "m/us")); // tried ones rather than none
    }

    [Fact]
    public void A_real_call_is_never_answered_by_a_simulation_nor_the_reverse()
    {
        var chooser = Chooser(Deployment("m/eu", simulated: true));
        Assert.IsType<DeploymentChoice.Unknown>(chooser.Take("m", [], simulated: false));
        Assert.IsType<DeploymentChoice.Taken>(chooser.Take("m", [], simulated: true));
        Assert.IsType<DeploymentChoice.Unknown>(chooser.Take("other", [], simulated: true));
    }

    private static string Take(DeploymentChooser chooser, params string[] tried) =>
        Assert.IsType<DeploymentChoice.Taken>(chooser.Take("m", tried, simulated: false)).Deployment.Name;

    private DeploymentChooser Chooser(params Deployment[] deployments) => new(new OneModel(deployments), _clock);

    private static Deployment Deployment(string name, double weight = 1, int? limit = null, bool simulated = false) => new(
        new DeploymentSettings
        {
            Path = "Council:Models:m", ModelName = "m", Name = name, Provider = "test", Model = "m", Weight = weight, MaxConcurrency = limit,
        },
        new ModelInfo("m", "test", "v", "f", 0.5, null, 1_000, [], "default", simulated), new NeverCalled());

    private sealed class OneModel(Deployment[] deployments) : IModelCatalogue
    {
        public IReadOnlyList<ModelInfo> Models => [deployments[0].Model];

        public ModelInfo? Find(string name) => name == "m" ? Models[0] : null;

        public IReadOnlyList<Deployment> DeploymentsOf(string model) => model == "m" ? deployments : [];
    }

    private sealed class NeverCalled : IModelEndpoint
    {
        public Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct) => throw new InvalidOperationException();
    }
}
