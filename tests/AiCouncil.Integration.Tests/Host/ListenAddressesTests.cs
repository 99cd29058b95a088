using AiCouncil.Host.Commands;
using AiCouncil.Host.Serving;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:0", true)]
    [InlineData("http://[::1]:8080;http://127.0.0.5:1", true)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://council.example:8080", false)]
    [InlineData("http://127.0.0.1:8080;http://10.0.0.1:8080", false)]
    public void Only_addresses_of_this_machine_count_as_loopback(string urls, bool loopback) => Assert.Equal(loopback, ListenAddresses.Parse(urls).Loopback);

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("8080")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://unix:/tmp/x.sock")]
    [InlineData("http://127.0.0.1:8080/base")]
    public void Other_addresses_are_refused(string urls) => Assert.Throws<UsageException>(() => ListenAddresses.Parse(urls));

    [Fact]
    public void An_open_address_needs_an_explicit_word()
    {
        var open = ListenAddresses.Parse("http://0.0.0.0:8080");
        var error = Assert.Throws<UsageException>(() => open.Admit(null));
        Assert.Contains("Council__Auth__Required=false", error.Message, StringComparison.Ordinal);
        open.Admit(false);
        ListenAddresses.Parse("http://127.0.0.1:8080").Admit(null);
    }

    [Fact]
    public void Authentication_that_this_version_lacks_is_not_pretended() =>
        Assert.Throws<UsageException>(() => ListenAddresses.Parse("http://127.0.0.1:8080").Admit(true));
}
