using System.Text;
using AiCouncil.Requests;
using CsCheck;
using Xunit;

namespace AiCouncil.Tests.Requests;

public sealed class TextEdgeTests
{
    [Fact]
    public void Nul_is_removed_and_a_lone_surrogate_replaced()
    {
        Assert.Equal("ab", TextEdge.Clean("\0a\0b\0"));
        Assert.Equal("\uFFFD", TextEdge.Clean("\uD83D"));
        Assert.Equal("\uFFFDa😀\uFFFD", TextEdge.Clean("\uDE00a😀\uD83D"));
        Assert.Equal("\uFFFD😀", TextEdge.Clean("\uD83D😀"));
        Assert.Equal("", TextEdge.Clean("\0"));
    }

    [Fact]
    public void Clean_text_is_the_same_instance()
    {
        var text = string.Concat("😀 é ", 1);
        Assert.Same(text, TextEdge.Clean(text));
    }

    [Fact]
    public void Whatever_comes_in_goes_through_utf8_unchanged_afterwards() =>
        Gen.OneOf(Gen.Char, Gen.Char['\uD800', '\uDFFF'], Gen.Const('\0')).Array[0, 12].Sample(characters =>
        {
            var clean = TextEdge.Clean(new string(characters));
            var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
            return TextEdge.IsClean(clean) && TextEdge.Clean(clean) == clean && strict.GetString(strict.GetBytes(clean)) == clean;
        });
}
