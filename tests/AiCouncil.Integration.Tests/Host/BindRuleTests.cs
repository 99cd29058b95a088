using AiCouncil.Configuration;
using AiCouncil.Host.Commands;
using AiCouncil.Host.Serving;
using Xunit;

namespace AiCouncil.Integration.Tests.Host;

public sealed class BindRuleTests
{
    private const string Open = "http://0.0.0.0:8080";
    private const string Loopback = "http://127.0.0.1:8080";

    [Theory]
    [InlineData(Open)]
    [InlineData("http://[::]:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://council.example:8080")]
    [InlineData("http://127.0.0.1:8080;http://10.0.0.1:8080")]
    public void An_address_that_others_reach_needs_a_key_or_an_explicit_word(string urls)
    {
        var error = Refused(urls, required: null);
        Assert.Contains("Council:Auth:Keys", error, StringComparison.Ordinal);
        Assert.Contains("Council__Auth__Required=false", error, StringComparison.Ordinal);
        Admit(urls, required: false);
        Admit(urls, required: null, "a");
        Admit(urls, required: true, "a");
    }

    [Fact]
    public void This_machine_alone_is_served_without_a_key() => Admit(Loopback, required: null);

    [Theory]
    [InlineData(Loopback)]
    [InlineData(Open)]
    public void Keys_that_are_required_have_to_be_there(string urls) =>
        Assert.StartsWith("Council:Auth:Required is true and there is no key", Refused(urls, required: true), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_cannot_be_read_stops_the_server_whatever_else_is_allowed()
    {
        var options = Options(false) with { AbsentClientKeys = ["Council:Auth:Keys:a:KeyEnv: the environment variable A is not set."] };
        var error = Assert.Throws<CouncilConfigurationException>(() => BindRule.Admit(options, ListenAddresses.Parse(Loopback)));
        Assert.Contains("Council:Auth:Keys:a:KeyEnv", error.Message, StringComparison.Ordinal);
    }

    private static string Refused(string urls, bool? required) =>
        Assert.Throws<UsageException>(() => Admit(urls, required)).Message;

    private static void Admit(string urls, bool? required, params string[] keys) => BindRule.Admit(Options(required, keys), ListenAddresses.Parse(urls));

    private static CouncilOptions Options(bool? required, params string[] keys) => new()
    {
        SqlitePath = ":memory:", AuthRequired = required, ClientKeys = [.. keys.Select(key => ClientKey.Of(key, "default", key))],
    };
}
