using AiCouncil.Host.Rendering;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("## Title", "\e[1mTitle\e[0m")]
    [InlineData("a **b** c", "a \e[1mb\e[0m c")]
    [InlineData("run `x`", "run \e[36mx\e[0m")]
    [InlineData("- item", "• item")]
    [InlineData("2 * 3 * 4", "2 * 3 * 4")]
    public void Marks_become_styles(string markdown, string styled) => Assert.Equal(styled, Markdown.Style(markdown));

    [Fact]
    public void Code_in_a_fence_is_left_as_it_is() =>
        Assert.Equal("\e[2m```\e[0m\n\e[36m# not **a** heading\e[0m\n\e[2m```\e[0m", Markdown.Style("```\n# not **a** heading\n```"));
}
