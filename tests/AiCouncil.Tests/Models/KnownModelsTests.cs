using AiCouncil.Models;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class KnownModelsTests
{
    [Theory]
    [InlineData("gpt-4o-mini-2024-07-18", "gpt-4o-mini")]
    [InlineData("openai/gpt-4o", "gpt-4o")]
    [InlineData("GPT-4o-2024-08-06", "gpt-4o")]
    [InlineData("claude-3-5-sonnet-20241022", "claude-3-5-sonnet")]
    [InlineData("mistral-small-latest", "mistral-small")]
    [InlineData("llama3.2:3b", "llama3.2")]
    [InlineData("llama-3.3-70b-versatile", "llama-3.3-70b")]
    [InlineData("Meta-Llama-3.1-405B-Instruct@hyperbolic", "llama-3.1-405b")]
    [InlineData("Meta-Llama-3_1-70B-Instruct", "llama-3.1-70b")]
    [InlineData("gpt-4o-audio", null)]
    [InlineData("gpt-4oo", null)]
    public void A_version_of_a_known_model_is_known(string name, string? known) => Assert.Equal(known, KnownModels.Find(name)?.Name);

    [Theory]
    [InlineData("gpt-9", "openai")]
    [InlineData("meta-llama/Llama-9", "meta")]
    [InlineData("o1-mini-2024-09-12", "openai")]
    [InlineData("my-own", null)]
    public void The_maker_is_read_from_the_name(string name, string? maker) => Assert.Equal(maker, KnownModels.MakerOf(name));

    [Fact]
    public void The_table_is_sane()
    {
        Assert.Equal(KnownModels.All.Count, KnownModels.All.Select(model => model.Name).Distinct().Count());
        Assert.All(KnownModels.All, model =>
        {
            Assert.Equal(model.Name.ToLowerInvariant(), model.Name);
            Assert.InRange(model.Quality, 0.1, 0.99);
            Assert.InRange(model.ContextWindow, 8_000, 3_000_000);
            Assert.True(model.Price is null || (model.Price.Input > 0 && model.Price.Output >= model.Price.Input && model.Price.Output < 100));
        });
    }
}
