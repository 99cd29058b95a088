using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiCouncil.Tests;

public sealed class AddedModelTests
{
    private static readonly Func<IServiceProvider, IChatClient> NoClient = _ => throw new InvalidOperationException("not built here");

    private readonly ServiceCollection _services = [];

    [Fact]
    public void A_model_added_in_code_is_kept_with_what_was_said_of_it()
    {
        Council().AddModel("mine", NoClient, model => (model.Family, model.InputPrice) = ("x", 0.5m)).AddModel("other", NoClient);
        var added = _services.Select(service => service.ImplementationInstance).OfType<AddedModel>().ToList();

        Assert.Equal(["mine", "other"], added.Select(model => model.Name));
        Assert.Equal(("x", 0.5m), (added[0].Options.Family, added[0].Options.InputPrice));
        Assert.Same(NoClient, added[0].Client);
        Assert.Null(added[1].Options.Family);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("qwen3:8b")]
    public void A_name_that_configuration_could_not_hold_is_refused(string name) =>
        Assert.Equal("name", Assert.Throws<ArgumentException>(() => Council().AddModel(name, NoClient)).ParamName);

    private CouncilBuilder Council() => _services.AddAiCouncil(new ConfigurationBuilder().Build());
}
