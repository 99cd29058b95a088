using AiCouncil.Configuration;
using Xunit;

namespace AiCouncil.Tests.Configuration;

public sealed class ClientKeysReaderTests
{
    private const string Good = "0123456789abcdef";

    [Fact]
    public void A_key_comes_from_its_value_a_variable_or_a_file_with_its_tenant()
    {
        var keys = new Written().Variable("B_KEY", Good + "b").File("/run/c", Good + "c\n")
            .Key("Auth:Keys:a:Key", Good + "a").Key("Auth:Keys:b:KeyEnv", "B_KEY").Key("Auth:Keys:b:Tenant", "team-b")
            .Key("Auth:Keys:c:Key_FILE", "/run/c").Key("Auth:Keys:c:Tenant", "team-b").Fine().ClientKeys;

        Assert.Equal([("a", "default"), ("b", "team-b"), ("c", "team-b")], keys.Select(key => (key.Name, key.Tenant)).Order());
        Assert.All(["a", "b", "c"], name => Assert.Equal(name, ClientKey.Find(keys, Good + name)?.Name));
        Assert.Null(ClientKey.Find(keys, Good));
        Assert.Null(ClientKey.Find(keys, ""));
    }

    [Fact]
    public void The_options_hold_no_key_in_the_clear() =>
        Assert.DoesNotContain(Good, new Written().Key("Auth:Keys:a:Key", Good).Fine().ClientKeys[0].ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Auth:Keys:a:Key", "", "Council:Auth:Keys:a:Key: is empty or missing")]
    [InlineData("Auth:Keys:a:Tenant", "x", "Council:Auth:Keys:a:Key: is empty or missing")]
    [InlineData("Auth:Keys:a:Key", "0123456789abcde", "Council:Auth:Keys:a:Key: the key is shorter than 16")]
    [InlineData("Auth:Keys:a:Key", "0123456789 abcdef", "Council:Auth:Keys:a:Key: the key holds spaces")]
    [InlineData("Auth:Keys:a:Key", "0123456789äbcdef", "Council:Auth:Keys:a:Key: the key holds spaces or characters")]
    public void A_key_that_cannot_be_used_is_named(string path, string value, string error) =>
        Assert.StartsWith(error, new Written().Key(path, value).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void A_secret_is_never_part_of_an_error() =>
        Assert.DoesNotContain("short-one", new Written().Key("Auth:Keys:a:Key", "short-one").OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void All_errors_come_at_once()
    {
        var errors = new Written()
            .Key("Auth:Keys:a:Key", Good).Key("Auth:Keys:b:Key", Good)
            .Key("Auth:Keys:c:Key", Good + "c").Key("Auth:Keys:c:KeyEnv", "C_KEY")
            .Key("Auth:Keys:d:KeyEnv", "D_KEY").Key("Auth:Keys:e:Key", Good + "e").Key("Auth:Keys:e:Tenant", "Team E")
            .Key("Auth:Keys:f:Kee", Good).Read().Errors;

        Assert.Contains(errors, error => error.StartsWith("Council:Auth:Keys:b:Key: is the same key as that of Council:Auth:Keys:a", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Council:Auth:Keys:c:KeyEnv: is a second source beside Council:Auth:Keys:c:Key", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Council:Auth:Keys:d:KeyEnv: the environment variable D_KEY is not set", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Council:Auth:Keys:e:Tenant: is 1 to 64", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Council:Auth:Keys:f:Kee is unknown; did you mean Council:Auth:Keys:f:Key?", StringComparison.Ordinal));
    }

    /// <summary>One file serves servers and workers, and a worker should not have to hold the keys of clients.</summary>
    [Theory]
    [InlineData("KeyEnv", "A_KEY", "Council:Auth:Keys:a:KeyEnv: the environment variable A_KEY is not set")]
    [InlineData("Key_FILE", "/run/none", "Council:Auth:Keys:a:Key_FILE: the file /run/none cannot be read")]
    public void A_key_that_is_kept_elsewhere_and_absent_is_an_error_of_the_server_alone(string source, string value, string error)
    {
        var options = new Written().Key($"Auth:Keys:a:{source}", value).Fine();

        Assert.Empty(options.ClientKeys);
        Assert.StartsWith(error, Assert.Single(options.AbsentClientKeys), StringComparison.Ordinal);
    }
}
