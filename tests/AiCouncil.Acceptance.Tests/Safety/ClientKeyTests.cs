using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Safety;

/// <summary>Who may use a server: the rule of where it listens, its keys, and their tenants, on the real <c>serve</c>.</summary>
public sealed class ClientKeyTests
{
    private const string KeyOfA = "the-key-of-tenant-a-7f3a";
    private const string KeyOfB = "the-key-of-tenant-b-91c2";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>None of these ever listens: the tests open nothing beyond loopback.</summary>
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://council.example:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task An_address_that_others_reach_is_refused_without_keys_and_the_fix_is_named(string urls)
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        var ended = await sandbox.RunAsync("serve", "--urls", urls);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Equal("", ended.Out);
        Assert.All(["Council:Auth:Keys", "Council:Auth:Required", "Council__Auth__Required=false"], it => Assert.Contains(it, ended.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_keys_is_told_at_once_and_never_shows_one()
    {
        using var sandbox = Keyed();
        sandbox.Variables["Council__Auth__Keys__twin__Key"] = KeyOfA;
        sandbox.Variables["Council__Auth__Keys__short__Key"] = "short-but-secret";
        sandbox.Variables["Council__Auth__Keys__short__Key"] = "secret-8";
        sandbox.Variables["Council__Auth__Keys__lost__KeyEnv"] = "NOWHERE";
        var ended = await sandbox.RunAsync("serve", "--urls", "http://127.0.0.1:0");

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.All(
            ["Council:Auth:Keys:twin:Key", "Council:Auth:Keys:short:Key", "Council:Auth:Keys:lost:KeyEnv"], it => Assert.Contains(it, ended.Error, StringComparison.Ordinal));
        Assert.All([KeyOfA, "secret-8"], it => Assert.DoesNotContain(it, ended.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_variable_stops_serve_and_no_other_command()
    {
        using var sandbox = Keyed();
        sandbox.Variables["Council__Auth__Keys__lost__KeyEnv"] = "NOWHERE";
        var serve = await sandbox.RunAsync("serve", "--urls", "http://127.0.0.1:0");
        Assert.True(serve.Code == 2 && serve.Error.Contains("Council:Auth:Keys:lost:KeyEnv", StringComparison.Ordinal), serve.ToString());
        Assert.Equal(0, (await sandbox.RunAsync("ask", "What is 6 times 7?")).Code);
    }

    [Fact]
    public async Task Two_tenants_on_one_server_never_see_each_other()
    {
        using var sandbox = Keyed();
        await using var server = await sandbox.ServeAsync();
        using var a = Client(server, KeyOfA);
        using var b = Client(server, KeyOfB);

        var first = await SubmitAsync(a, "one", "same-key");
        var second = await SubmitAsync(b, "another", "same-key");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await SubmitAsync(b, "another", "same-key"));
        Assert.Equal([first], await ListAsync(a));
        Assert.Equal([second], await ListAsync(b));
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/details"), ("GET", "/events"), ("POST", "/cancel"), ("POST", "/replay"), ("DELETE", "") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/requests/{first}{path}");
            Assert.Equal(HttpStatusCode.NotFound, (await b.SendAsync(request, Ct)).StatusCode);
        }

        using var chat = await a.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative),
            Json.Content(new { model = "council-fast", messages = new[] { new { role = "user", content = "hi" } } }), Ct);
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
        Assert.Equal(2, (await ListAsync(a)).Count);
        Assert.Single(await ListAsync(b));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync(new Uri("/api/v1/requests", UriKind.Relative), Ct)).StatusCode);
        Assert.DoesNotContain(KeyOfA, server.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_sends_its_key_and_says_clearly_that_one_is_missing_or_wrong()
    {
        using var sandbox = Keyed();
        await using var server = await sandbox.ServeAsync();
        using var client = new Sandbox();
        client.Variables["COUNCIL_URL"] = server.Url.ToString();

        var without = await client.RunAsync("submit", "What is 6 times 7?");
        Assert.True(without.Code == 2 && without.Error.Contains("asks for a key, and none was sent. Set COUNCIL_API_KEY.", StringComparison.Ordinal), without.ToString());
        client.Variables["COUNCIL_API_KEY"] = KeyOfA + "x";
        var wrong = await client.RunAsync("list");
        Assert.True(wrong.Code == 2 && wrong.Error.Contains("refuses the key in COUNCIL_API_KEY", StringComparison.Ordinal), wrong.ToString());
        Assert.DoesNotContain(KeyOfA, wrong.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await client.RunAsync("health")).Code);
        client.Variables["COUNCIL_API_KEY"] = KeyOfA;
        var right = await client.RunAsync("ask", "What is 6 times 7?", "--mode", "fast");
        Assert.True(right.Code == 0, right.ToString());
        Assert.Single(Printed.Lines(await client.RunAsync("list", "-o", "jsonl")));
        Assert.Contains("auth required", (await client.RunAsync("doctor")).Out, StringComparison.Ordinal);
    }

    /// <summary>A server that listens on loopback with keys required, one of them from a mounted file.</summary>
    private static Sandbox Keyed()
    {
        var sandbox = new Sandbox(Configurations.Simulated());
        sandbox.Write("b.key", KeyOfB + "\n");
        sandbox.Variables["Council__Auth__Required"] = "true";
        sandbox.Variables["Council__Auth__Keys__a__KeyEnv"] = "KEY_OF_A";
        sandbox.Variables["KEY_OF_A"] = KeyOfA;
        sandbox.Variables["Council__Auth__Keys__a__Tenant"] = "a";
        sandbox.Variables["Council__Auth__Keys__b__Key_FILE"] = Path.Combine(sandbox.Folder, "b.key");
        sandbox.Variables["Council__Auth__Keys__b__Tenant"] = "b";
        return sandbox;
    }

    private static HttpClient Client(ServerProcess server, string key)
    {
        var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        client.DefaultRequestHeaders.Add("Accept", "application/json");
        return client;
    }

    private static async Task<string> SubmitAsync(HttpClient client, string prompt, string idempotencyKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/requests") { Content = Json.Content(new { prompt }) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await client.SendAsync(request, Ct);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["id"]!.GetValue<string>();
    }

    private static async Task<IReadOnlyList<string>> ListAsync(HttpClient client) =>
        [.. JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/requests", UriKind.Relative), Ct))!["data"]!.AsArray().Select(it => it!["id"]!.GetValue<string>())];
}
