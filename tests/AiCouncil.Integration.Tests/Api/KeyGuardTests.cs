using System.Net;
using AiCouncil.Configuration;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

public sealed class KeyGuardTests
{
    private const string KeyOfA = "key-of-tenant-a-0123";
    private const string KeyOfB = "key-of-tenant-b-0123";
    private const string Ask = """{"prompt":"hi"}""";
    private static readonly string[] WithoutKey = ["/livez", "/readyz", "/health"];

    [Fact]
    public async Task Without_a_key_nothing_but_health_is_answered()
    {
        await using var server = await StartAsync();
        foreach (var (method, path) in Calls(server))
        {
            using var response = await server.SendAsync(method, path, method == HttpMethod.Post ? new StringContent("{}") : null);
            Assert.True(WithoutKey.Contains(path) == (response.StatusCode == HttpStatusCode.OK), $"{method} {path}: {response.StatusCode}");
            if (!WithoutKey.Contains(path))
            {
                Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (response.StatusCode, response.Header("WWW-Authenticate")));
                Assert.NotEmpty(response.Header("x-request-id"));
            }
        }

        Assert.Empty(server.Council.Requests);
    }

    [Fact]
    public async Task Each_surface_says_it_in_its_own_words()
    {
        await using var server = await StartAsync();
        await (await server.GetAsync("/api/v1/requests")).AssertProblemAsync(HttpStatusCode.Unauthorized, "missing_api_key", "Authorization");
        await (await server.GetAsync("/v1/models")).AssertOpenAiErrorAsync(HttpStatusCode.Unauthorized, "missing_api_key", "Authorization");
        await (await server.GetAsync("/v1/models", Bearer(KeyOfA + "x"))).AssertOpenAiErrorAsync(HttpStatusCode.Unauthorized, "invalid_api_key", "Authorization");
        await (await server.GetAsync("/no/such/path")).AssertProblemAsync(HttpStatusCode.Unauthorized, "missing_api_key", "Authorization");
        await (await server.SendAsync(HttpMethod.Put, "/api/v1/requests", null)).AssertProblemAsync(HttpStatusCode.Unauthorized, "missing_api_key", "Authorization");
    }

    [Theory]
    [InlineData("Authorization", "Basic " + KeyOfA)]
    [InlineData("Authorization", KeyOfA)]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer key-of-tenant-a")]
    [InlineData("Authorization", "Bearer KEY-OF-TENANT-A-0123")]
    [InlineData("x-api-key", KeyOfA)]
    public async Task What_is_no_bearer_key_opens_nothing(string header, string value)
    {
        await using var server = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/api/v1/status", (header, value))).StatusCode);
    }

    [Fact]
    public async Task Two_credentials_are_none()
    {
        await using var server = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/api/v1/status", Bearer(KeyOfA), Bearer(KeyOfB))).StatusCode);
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer  ")]
    public async Task A_key_opens_the_requests_of_its_tenant(string scheme)
    {
        await using var server = await StartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/api/v1/requests", Ask, ("Authorization", scheme + KeyOfA))).StatusCode);
        Assert.Equal("a", server.Council.Only.Asked.Tenant);
        Assert.True((await (await server.GetAsync("/api/v1/status", Bearer(KeyOfB))).JsonAsync()).GetProperty("auth_required").GetBoolean());
    }

    [Fact]
    public async Task The_tenant_header_cannot_leave_the_keys_tenant()
    {
        await using var server = await StartAsync();
        await (await server.PostAsync("/api/v1/requests", Ask, Bearer(KeyOfA), ("X-Council-Tenant", "b")))
            .AssertProblemAsync(HttpStatusCode.Forbidden, "tenant_mismatch", "X-Council-Tenant");
        Assert.Empty(server.Council.Requests);
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/api/v1/requests", Ask, Bearer(KeyOfA), ("X-Council-Tenant", "a"))).StatusCode);
    }

    /// <summary>OpenAI's clients always send some key: where none is asked for, one that nobody knows says nothing.</summary>
    [Fact]
    public async Task Where_no_key_is_required_a_known_one_still_says_whose_requests_are_meant()
    {
        await using var server = await StartAsync(required: false);
        await server.PostAsync("/api/v1/requests", Ask, Bearer(KeyOfA));
        await server.PostAsync("/api/v1/requests", Ask, Bearer("anything"), ("X-Council-Tenant", "c"));

        Assert.Equal(["a", "c"], server.Council.Requests.Select(request => request.Asked.Tenant));
        var status = await (await server.GetAsync("/api/v1/status")).JsonAsync();
        Assert.False(status.GetProperty("auth_required").GetBoolean());
        Assert.Contains("not asked for", Assert.Single(status.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_stands_in_the_log()
    {
        await using var server = await StartAsync();
        await server.PostAsync("/api/v1/requests", Ask, Bearer(KeyOfA));
        await server.GetAsync("/api/v1/status", Bearer("wrong-key-0123456789"));

        Assert.NotEmpty(server.Log.Lines);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(KeyOfA, StringComparison.Ordinal) || line.Contains("wrong-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_in_front_may_have_a_name_of_its_own()
    {
        await using var server = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/api/v1/status", Bearer(KeyOfA), ("Host", "council.example"))).StatusCode);
    }

    internal static (string, string) Bearer(string key) => ("Authorization", "Bearer " + key);

    private static IEnumerable<(HttpMethod, string)> Calls(ApiServer server) =>
        from route in server.Routes
        from method in route.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!.HttpMethods
        select (new HttpMethod(method), System.Text.RegularExpressions.Regex.Replace(route.RoutePattern.RawText!, @"\{[^}]*\}", "x"));

    private static Task<ApiServer> StartAsync(bool required = true) => ApiServer.StartAsync(options => options with
    {
        AuthRequired = required ? true : null,
        ClientKeys = [ClientKey.Of("a", "a", KeyOfA), ClientKey.Of("b", "b", KeyOfB)],
    });
}
