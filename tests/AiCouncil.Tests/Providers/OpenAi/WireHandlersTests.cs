using AiCouncil.Providers.OpenAi;
using Xunit;

namespace AiCouncil.Tests.Providers.OpenAi;

public sealed class WireHandlersTests
{
    [Theory]
    [InlineData("https://api.example.com/v1", true)]
    [InlineData("http://models.internal/v1", false)]
    [InlineData("http://127.0.0.1:11434/v1", false)]
    [InlineData("https://localhost/v1", false)]
    public void Only_what_tls_hides_from_it_goes_through_a_proxy(string endpoint, bool proxied)
    {
        using var handler = WireHandlers.Create(new Uri(endpoint));

        Assert.Equal(proxied, handler.UseProxy);
    }
}
