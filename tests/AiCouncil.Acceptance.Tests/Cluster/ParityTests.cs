using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Testing.Clusters;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>The same requests in one process and on two servers with three workers: only configuration differs.</summary>
[Collection(SharedServers.Name)]
public sealed class ParityTests(SharedServers servers, ITestOutputHelper output)
{
    private const int Requests = 50;
    private static readonly string File = Path.Combine(CouncilProgram.Root, "tests/AiCouncil.Acceptance.Tests/Cluster/parity.jsonl");
    private static readonly string[] Modes = ["direct", "fast", "balanced", "best-quality", "balanced"];

    [Fact]
    public async Task One_process_and_a_cluster_answer_alike()
    {
        await using var scribe = FakeModels.Start(call => call.AnswerAsync(call.IsPlan ? Questions.Answer(call) : $"One text of {Print(call.Sent.Prompt)}."));
        var configuration = Configuration(scribe.Endpoint);
        var alone = await AloneAsync(configuration);
        var spread = await SpreadAsync(configuration, scribe.Endpoint);

        Assert.All(alone.Zip(spread), pair => Assert.Equal(pair.First.Said, pair.Second.Said));
        var comparable = alone.Zip(spread).Where(pair => !pair.First.Cut && !pair.Second.Cut).ToList();
        Assert.All(comparable, pair => Assert.Equal(pair.First.Paid, pair.Second.Paid));
        Assert.Contains(alone, it => it.Subtasks > 1);
        Assert.True(comparable.Count >= Requests / 2, $"only {comparable.Count} requests had no call cancelled");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Requests} requests, {alone.Count(it => it.Subtasks > 1)} of them planned: the same answers and verdicts; {comparable.Count} without a cancelled call: the same members and cost"));
    }

    private static async Task<IReadOnlyList<Told>> AloneAsync(JsonObject configuration)
    {
        using var sandbox = new Sandbox(configuration);
        await using var server = await sandbox.ServeAsync();
        return await AskAsync(_ => server, server);
    }

    private async Task<IReadOnlyList<Told>> SpreadAsync(JsonObject configuration, Uri scribe)
    {
        await using var cluster = await CouncilCluster.MakeAsync(new ClusterServers(servers.Postgres, servers.Rabbit), scribe, configuration);
        var one = await cluster.ServeAsync("parity-1"); // migrates
        var nodes = await Task.WhenAll(
            cluster.ServeAsync("parity-2"), cluster.WorkAsync("parity-a"), cluster.WorkAsync("parity-b"), cluster.WorkAsync("parity-c"));
        var told = await AskAsync(index => index % 2 == 0 ? one.Server : nodes[0].Server, one.Server);
        await cluster.DrainedAsync();
        return told;
    }

    private static async Task<IReadOnlyList<Told>> AskAsync(Func<int, ServerProcess> asked, ServerProcess read)
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, Requests).Select(index => asked(index).SubmitAsync(Body(index))));
        await Task.WhenAll(ids.Select((id, index) => asked(index).FollowAsync(id)));
        return await Task.WhenAll(ids.Select(async id =>
            Of(CouncilJson.Deserialize<RequestDetails>((await read.GetAsync($"/api/v1/requests/{id}/details")).ToJsonString()))));
    }

    private static object Body(int index)
    {
        var questions = System.IO.File.ReadLines(File).ToList();
        var prompt = JsonNode.Parse(questions[index % questions.Count])!["prompt"]!.GetValue<string>();
        var mode = Modes[(index / questions.Count) % Modes.Length];
        return mode == "direct" ? new { prompt, mode, models = new[] { "amber" } } : new { prompt, mode };
    }

    private static Told Of(RequestDetails details)
    {
        var response = details.Response;
        var verdicts = response.Verdicts.OrderBy(it => it.Subtask, StringComparer.Ordinal).Select(it => $"{it.Subtask}: {it.Answer}");
        var members = response.Members.Select(it => $"{it.Subtask}/{it.Model}/{it.State}/{it.Agrees}").Order(StringComparer.Ordinal);
        return new Told(
            JsonSerializer.Serialize(new { response.Status, response.Mode, response.Content, response.Error?.Code, Verdicts = verdicts }),
            JsonSerializer.Serialize(new { Members = members, Cost = response.Cost.TotalUsd?.Nano }),
            details.Calls.Any(it => it.State == CallState.Cancelled), response.Subtasks.Count);
    }

    private static string Print(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private static JsonObject Configuration(Uri scribe)
    {
        var models = new JsonObject();
        foreach (var (name, rank) in new[] { "amber", "birch", "cedar", "dawn" }.Select((name, index) => (name, index + 1)))
        {
            models[name] = new JsonObject
            {
                ["Provider"] = "recorded", ["File"] = File, ["Vendor"] = $"{name}-works", ["Family"] = $"{name}-family",
                ["Quality"] = 0.9 - (0.05 * rank), ["InputPrice"] = rank, ["OutputPrice"] = rank * 2,
            };
        }

        models["scribe"] = new JsonObject
        {
            ["Provider"] = "openai-compatible", ["Endpoint"] = scribe.ToString(), ["Vendor"] = "scribe-works", ["Family"] = "scribe-family",
            ["Quality"] = 0.1, ["InputPrice"] = 50, ["OutputPrice"] = 50,
        };
        return new JsonObject
        {
            ["Council"] = new JsonObject
            {
                ["Models"] = models,
                ["Panel"] = "amber,birch,cedar,dawn",
                ["Roles"] = new JsonObject { ["Planner"] = "scribe", ["Synthesis"] = "scribe" },
            },
        };
    }

    /// <param name="Said">Answer and verdicts.</param>
    /// <param name="Paid">Members and cost.</param>
    /// <param name="Cut">A call was cancelled in flight: how far it had come depends on the moment.</param>
    private sealed record Told(string Said, string Paid, bool Cut, int Subtasks);
}
