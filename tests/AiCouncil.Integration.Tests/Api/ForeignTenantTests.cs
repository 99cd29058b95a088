using System.Net;
using System.Text;
using AiCouncil.Configuration;
using AiCouncil.Requests;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>Every route there is, asked for another tenant's request. A new route is held to it without being named here.</summary>
public sealed class ForeignTenantTests
{
    /// <summary>Routes that name no request. Whoever adds one says here that it tells nothing of another tenant's.</summary>
    private static readonly HashSet<string> NamesNoRequest =
    [
        "/livez", "/readyz", "/health", "/api/v1/requests", "/api/v1/estimate", "/api/v1/analyze", "/api/v1/models", "/api/v1/status",
        "/api/v1/nodes", "/api/v1/queues", "/api/v1/queues/{pool}/redrive",
        "/v1/models", "/v1/models/{**id}", "/v1/chat/completions",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Anothers_request_is_not_there_on_any_route(bool keys)
    {
        await using var server = await ApiServer.StartAsync(options => keys
            ? options with { AuthRequired = true, ClientKeys = [.. new[] { "owner", "stranger" }.Select(name => ClientKey.Of(name, name, $"the-key-of-{name}"))] }
            : options);
        var (owner, stranger) = (As("owner", keys), As("stranger", keys));
        var id = await SubmitAsync(server, owner);
        var routes = OfOneRequest(server).ToList();
        Assert.True(routes.Count >= 6, string.Join(", ", routes));

        foreach (var (method, pattern) in routes)
        {
            using var theirs = await CallAsync(server, method, pattern, id, stranger);
            using var nobodys = await CallAsync(server, method, pattern, new RequestId(Guid.CreateVersion7()).ToString(), stranger);
            Assert.True(theirs.StatusCode == HttpStatusCode.NotFound, $"{method} {pattern} tells another tenant {(int)theirs.StatusCode}");
            Assert.Equal(await nobodys.TextAsync(), await theirs.TextAsync());
            Assert.Equal("", theirs.Header("x-council-request-id"));
        }

        Assert.False(server.Council.Only.Ended);
        foreach (var (method, pattern) in routes)
        {
            using var own = await CallAsync(server, method, pattern, await SubmitAsync(server, owner), owner);
            Assert.True(own.StatusCode != HttpStatusCode.NotFound, $"{method} {pattern} knows not even its owner's request");
        }
    }

    [Fact]
    public async Task Lists_and_idempotency_keys_are_each_tenants_own()
    {
        await using var server = await ApiServer.StartAsync();
        var (owner, stranger) = (As("owner", keys: false), As("stranger", keys: false));
        await server.PostAsync("/api/v1/requests", """{"prompt":"one"}""", owner, ("Idempotency-Key", "k"));
        await server.PostAsync("/api/v1/requests", """{"prompt":"another"}""", stranger, ("Idempotency-Key", "k"));

        Assert.Equal(["owner", "stranger"], server.Council.Requests.Select(request => request.Asked.Tenant));
        var listed = (await (await server.GetAsync("/api/v1/requests", stranger)).JsonAsync()).GetProperty("data").EnumerateArray();
        Assert.Equal(server.Council.Requests[1].Id.ToString(), Assert.Single(listed).GetProperty("id").GetString());
    }

    private static IEnumerable<(string Method, string Pattern)> OfOneRequest(ApiServer server) =>
        from route in server.Routes
        let pattern = route.RoutePattern.RawText!
        where !NamesNoRequest.Contains(pattern)
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, pattern);

    private static (string, string) As(string tenant, bool keys) => keys ? ("Authorization", $"Bearer the-key-of-{tenant}") : ("X-Council-Tenant", tenant);

    private static async Task<string> SubmitAsync(ApiServer server, (string, string) owner)
    {
        using var response = await server.PostAsync("/api/v1/requests", """{"prompt":"hi"}""", owner);
        return (await response.JsonAsync()).GetProperty("id").GetString()!;
    }

    /// <summary>Asks for JSON, so that events come as a list that ends.</summary>
    private static Task<HttpResponseMessage> CallAsync(ApiServer server, string method, string pattern, string id, (string, string) who)
    {
        Assert.Contains("{id}", pattern, StringComparison.Ordinal);
        var content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        return server.SendAsync(new HttpMethod(method), pattern.Replace("{id}", id, StringComparison.Ordinal), content, who, ("Accept", "application/json"));
    }
}
