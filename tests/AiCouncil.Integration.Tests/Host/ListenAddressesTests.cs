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
    [InlineData("http://unix:/x.sock")]
    [InlineData("http://[127.0.0.1]:8080")]
    [InlineData("http://[::1:8080")]
    [InlineData("http://127.0.0.1]:8080")]
    [InlineData("http://[[::1]]:8080")]
    [InlineData("http://127.0.0.1:8080/base")]
    public void Other_addresses_are_refused(string urls) => Assert.Throws<UsageException>(() => ListenAddresses.Parse(urls));

    [Fact]
    public void Https_is_taken_where_there_can_be_a_certificate()
    {
        Assert.True(ListenAddresses.Parse("http://127.0.0.1:1;https://127.0.0.1:2", tls: true).Tls);
        Assert.False(ListenAddresses.Parse("http://127.0.0.1:1", tls: true).Tls);
        Assert.False(ListenAddresses.Parse("https://0.0.0.0:1", tls: true).Loopback);
        Assert.Throws<UsageException>(() => ListenAddresses.Parse("https://127.0.0.1:2/base", tls: true));
    }
}
