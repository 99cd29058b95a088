using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Tests.Models;

public sealed class DemoModelsTests
{
    [Theory]
    [InlineData("Which is heavier, a kilogram of feathers or a pound of iron, and by how much?", "a kilogram of feathers, by about 0.546 kg")]
    [InlineData("is 3599 a prime number? ", "No")]
    [InlineData("A bat and a ball cost $1.10 in total. The bat costs $1.00 more than the ball. How much does the ball cost in cents?", "5")]
    public async Task The_questions_of_the_readme_are_answered_by_a_divided_council_that_is_right(string question, string right)
    {
        var answers = await All(question);

        Assert.Equal(5, answers.Count);
        Assert.Equal(4, answers.Count(answer => answer == right));
    }

    [Fact]
    public async Task Another_question_is_answered_in_the_open_as_simulated()
    {
        foreach (var model in DemoModels.All)
        {
            Assert.StartsWith("[simulated]", Assert.IsType<AttemptOutcome.Answered>(await Ask(model, "What will I dream?", contract: true)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_recorded_answer_hides_the_marker_from_who_did_not_ask_for_it()
    {
        var text = Assert.IsType<AttemptOutcome.Answered>(await Ask(DemoModels.All[1], "Is 3599 a prime number?", contract: false)).Text;

        Assert.EndsWith("Answer: No", text, StringComparison.Ordinal);
        Assert.DoesNotContain(AnswerContract.Marker, text, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_five_of_three_vendors_and_cost_nothing()
    {
        var models = DemoModels.All.Select(ModelFacts.Of).ToList();

        Assert.Equal(5, models.Count);
        Assert.Equal(3, models.Select(model => model.Vendor).Distinct().Count());
        Assert.Equal(5, models.Select(model => model.Family).Distinct().Count());
        Assert.All(models, model => Assert.True(model.Simulated && model.Price == new TokenPrice(0, 0)));
        Assert.All(DemoModels.All, model => Assert.Empty(new SimulatedProvider(TimeProvider.System).Validate(model.Deployments[0])));
    }

    private static async Task<List<string>> All(string question)
    {
        var answers = new List<string>();
        foreach (var model in DemoModels.All)
        {
            answers.Add(Calls.Final(await Ask(model, question, contract: true)));
        }

        return answers;
    }

    private static Task<AttemptOutcome> Ask(ModelOptions model, string question, bool contract)
    {
        var settings = model.Deployments[0] with { Extra = new Dictionary<string, string>() };
        return new SimulatedProvider(TimeProvider.System).Create(settings).CallAsync(Calls.Member(question, contract), null, CancellationToken.None);
    }
}
