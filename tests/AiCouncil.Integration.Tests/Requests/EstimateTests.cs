using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Requests;

/// <summary>What a request is said to cost before it is asked: nothing is called for it, and nothing stored.</summary>
public sealed class EstimateTests
{
    private const string Sum = "How many apples are 17 and 25 together?";

    private const string Parts =
        """
        Please do all of this:
        1. Compare the costs of a diesel and an electric delivery van over five years in detail.
        2. Describe the charging infrastructure that a depot needs for these vans.
        3. Then write a recommendation for the board that uses both results.
        """;

    [Theory]
    [InlineData(ExecutionMode.Fast, Sum, 1, 1)]
    [InlineData(ExecutionMode.Balanced, Sum, 2, 4)]
    [InlineData(ExecutionMode.BestQuality, Sum, 3, 5)]
    [InlineData(ExecutionMode.Balanced, "Why is the sky blue?", 1, 1)]
    [InlineData(ExecutionMode.BestQuality, "Why is the sky blue?", 4, 4)] // three members and the edit
    [InlineData(ExecutionMode.Fast, Parts, 1, 1)]
    [InlineData(ExecutionMode.Balanced, Parts, 3, 10)] // a plan, one to eight parts, the edit
    public async Task The_calls_that_a_mode_may_make_are_counted(ExecutionMode mode, string prompt, int low, int high)
    {
        await using var host = await HostedCouncil.StartAsync(Five(priced: true));
        var estimate = host.Records.Estimate(CouncilRequest.From(prompt) with { Mode = mode });

        Assert.Equal((low, high), (estimate.CallsLow, estimate.CallsHigh));
        Assert.True(Usd.Zero < estimate.Cost.Low && estimate.Cost.Low < estimate.Cost.High, $"{estimate.Cost}");
        Assert.True(estimate.LatencyMsLow > 0 && estimate.LatencyMsLow < estimate.LatencyMsHigh);
        Assert.Empty((await host.Records.ListAsync(new RequestQuery())).Data);
    }

    [Fact]
    public async Task An_answer_keeps_what_was_expected_of_it()
    {
        await using var host = await HostedCouncil.StartAsync(Five(priced: true));
        var request = CouncilRequest.From(Sum) with { Mode = ExecutionMode.Fast };
        var expected = host.Records.Estimate(request).Cost;
        Assert.Equal(expected, (await host.Council.AskAsync(request, TestContext.Current.CancellationToken)).Cost.Estimated);
    }

    [Fact]
    public async Task What_would_be_refused_has_no_estimate()
    {
        await using var host = await HostedCouncil.StartAsync(Five(priced: true));
        var refused = Assert.Throws<InvalidRequestException>(() => host.Records.Estimate(CouncilRequest.From(Sum) with { Models = ["nobody"] }));
        Assert.Equal("models", refused.Field);
    }

    [Fact]
    public async Task The_callers_token_limit_bounds_the_high_end()
    {
        await using var host = await HostedCouncil.StartAsync(Five(priced: true));
        var request = CouncilRequest.From(Sum) with { Mode = ExecutionMode.Fast };
        var free = host.Records.Estimate(request);
        var tight = host.Records.Estimate(request with { Generation = new GenerationOptions { MaxOutputTokens = 20 } });
        Assert.True(tight.Cost.High < free.Cost.High);
        Assert.Equal(Price.CostOf(14, 20), tight.Cost.High); // the prompt is 40 characters in one message
    }

    [Fact]
    public async Task Models_without_a_price_make_the_cost_unknown_and_a_users_limit_leaves_them_out()
    {
        await using var host = await HostedCouncil.StartAsync(council => Five(priced: false)(council.AddModel("priced", _ => new ScriptedChatClient("42"), model =>
        {
            model.Quality = 0.9;
            (model.InputPrice, model.OutputPrice) = (1, 4);
        })));
        var request = CouncilRequest.From(Sum) with { Mode = ExecutionMode.BestQuality };
        Assert.Equal(new CostRange(null, null), host.Records.Estimate(request).Cost);

        var limited = host.Records.Estimate(request with { MaxCost = Usd.FromDecimal(1) });
        Assert.Equal(["priced"], limited.Models);
        Assert.NotNull(limited.Cost.High);
        Assert.Contains(limited.Notes, note => note.StartsWith("Only one model is available", StringComparison.Ordinal));
    }

    private static TokenPrice Price { get; } = new(1, 4);

    private static Action<CouncilBuilder> Five(bool priced) => council =>
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            council.AddModel(name, _ => new ScriptedChatClient("42"), model =>
            {
                model.Quality = 0.8;
                model.InputPrice = priced ? Price.Input : null;
                model.OutputPrice = priced ? Price.Output : null;
            });
        }

        council.UseSqlite().AddWorker();
    };
}
