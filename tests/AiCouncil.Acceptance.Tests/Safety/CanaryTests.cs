using System.Text;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Safety;

/// <summary>A key and a prompt that can be recognised: where they turn up, and where they must not.</summary>
public sealed class CanaryTests
{
    private const string Words = "canary-words-7f3a9c";

    private static readonly string Key = Environment.GetEnvironmentVariable("COUNCIL_TEST_CANARY_KEY") ?? "canary.key.5d1e80b2";

    private static readonly string[] Pages =
    [
        "/livez", "/readyz", "/health", "/api/v1/requests", "/api/v1/requests/ID", "/api/v1/requests/ID/details", "/api/v1/requests/ID/events",
        "/api/v1/models", "/api/v1/status", "/v1/models", "/v1/models/alpha",
    ];

    [Fact]
    public async Task The_key_goes_to_its_provider_and_nowhere_else_and_the_prompt_into_no_log()
    {
        await using var provider = FakeModels.Start(EchoAsync);
        using var sandbox = Sandbox(provider);
        var heard = new StringBuilder();
        await using var server = await sandbox.ServeAsync();
        var id = await server.SubmitAsync(new { prompt = $"What is 6 times 7? {Words}", mode = "best-quality" });
        heard.Append(await server.FollowAsync(id));
        foreach (var page in Pages)
        {
            heard.Append(await server.Client.GetStringAsync(new Uri(page.Replace("ID", id, StringComparison.Ordinal), UriKind.Relative), TestContext.Current.CancellationToken));
        }

        heard.Append(await PostAsync(server, "/api/v1/estimate", new { prompt = Words }));
        heard.Append(await PostAsync(server, "/api/v1/analyze", new { prompt = Words }));
        heard.Append(await PostAsync(server, "/v1/chat/completions", Chat("alpha")));
        heard.Append(await PostAsync(server, "/v1/chat/completions", Chat("beta"))); // refused by the provider
        await server.TerminateAsync();
        var served = await server.EndAsync();

        Assert.All(provider.Calls, it => Assert.Equal($"Bearer {Key}", it.Authorization));
        Assert.All(provider.Calls, it => Assert.DoesNotContain(Key, it.Body, StringComparison.Ordinal));
        Assert.Contains("dbug: ", served.Error, StringComparison.Ordinal); // the logs are as loud as they get
        Assert.DoesNotContain(Words, served.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, served.ToString() + heard, StringComparison.Ordinal);
        HoldsNoKey(sandbox);
    }

    [Fact]
    public async Task No_command_prints_the_key()
    {
        await using var provider = FakeModels.Start(EchoAsync);
        using var sandbox = Sandbox(provider);
        var id = Printed.Value(await sandbox.RunAsync("ask", $"What is 6 times 7? {Words}", "-o", "json"))["id"]!.GetValue<string>();
        foreach (var command in new[] { "ask Hello --model beta", $"show {id} -o json", $"show {id}", $"events {id}", "list", "doctor", "models", "config show" })
        {
            var ended = await sandbox.RunAsync(command.Split(' '));
            Assert.DoesNotContain(Key, ended.ToString(), StringComparison.Ordinal);
        }

        Assert.All(provider.Calls, it => Assert.Equal($"Bearer {Key}", it.Authorization));
        HoldsNoKey(sandbox);
    }

    /// <summary>Beta refuses and repeats the key, as vendors do.</summary>
    private static Task EchoAsync(ModelCall call) => call.Sent.Model == "beta"
        ? call.Wire.AnswerAsync(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{call.Sent.Authorization}}}","code":"invalid_api_key"}}""")
        : call.AnswerAsync("Six sevens are 42.\nFINAL ANSWER: 42");

    private static Sandbox Sandbox(FakeModels provider)
    {
        var configuration = Configurations.FiveModels(provider);
        foreach (var (_, model) in configuration["Council"]!["Models"]!.AsObject())
        {
            model!["ApiKeyEnv"] = "FAKE_PROVIDER_KEY";
        }

        var sandbox = new Sandbox(configuration);
        sandbox.Variables["FAKE_PROVIDER_KEY"] = Key;
        foreach (var category in new[] { "Default", "Microsoft", "System" })
        {
            sandbox.Variables[$"Logging__LogLevel__{category}"] = "Trace";
        }

        return sandbox;
    }

    private static object Chat(string model) => new { model, messages = new[] { new { role = "user", content = $"Hello {Words}" } } };

    private static async Task<string> PostAsync(ServerProcess server, string path, object body)
    {
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), Json.Content(body));
        return response.Headers + await response.Content.ReadAsStringAsync();
    }

    /// <summary>The journal with its side files, and whatever else was written.</summary>
    private static void HoldsNoKey(Sandbox sandbox)
    {
        var files = Directory.GetFiles(sandbox.Home, "*", SearchOption.AllDirectories);
        Assert.Contains(sandbox.Journal, files);
        Assert.All(files, it => Assert.Equal(-1, File.ReadAllBytes(it).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key))));
    }
}
