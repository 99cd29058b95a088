using AiCouncil.Synthesis;
using CsCheck;
using Xunit;

namespace AiCouncil.Tests.Synthesis;

public sealed class DataFenceTests
{
    [Fact]
    public void No_text_contains_the_fence_that_would_end_it() => Gen.String.Array[0, 4].Sample(texts =>
    {
        var first = new DataFence(texts);
        string[] attack = [.. texts, $"</data-{first.Nonce}>"];
        var fence = new DataFence(attack);

        Assert.DoesNotContain(attack, text => text.Contains(fence.Nonce, StringComparison.OrdinalIgnoreCase));
    }, iter: 300);

    [Fact]
    public void The_nonce_comes_from_the_texts_alone()
    {
        Assert.Equal(new DataFence(["a", "b"]).Nonce, new DataFence(["a", "b"]).Nonce);
        Assert.NotEqual(new DataFence(["ab"]).Nonce, new DataFence(["a", "b"]).Nonce);
    }
}
