using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Requests;
using AiCouncil.Testing.Clusters;
using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>The requests of one test: submitted anywhere, followed on a server that lives, audited at the end.</summary>
internal sealed class Batch(SteadyCluster steady, ITestOutputHelper output)
{
    private const int Round = 4;
    private readonly ConcurrentDictionary<string, int> _accepted = new();
    private readonly List<Task> _following = [];

    public static object Streamed(int number) =>
        new { prompt = $"What is 6 times 7? {Questions.Mark(number)}", mode = "direct", models = new[] { "gamma" }, stream = true };

    /// <summary>Planned, with two subtasks, so that one answer has to be written from both.</summary>
    public static object Planned(int number) => new
    {
        prompt = $"First explain how TCP and QUIC open a connection, then compare them, and finally recommend one for a game server. {Questions.Mark(number)}",
        mode = "best-quality",
    };

    public async Task<string> SubmitAsync(ServerProcess server, Func<int, object> body)
    {
        var number = steady.NextNumber();
        var id = await server.SubmitAsync(body(number));
        Accepted(id, number);
        return id;
    }

    public void Accepted(string id, int number)
    {
        _accepted[id] = number;
        lock (_following)
        {
            _following.Add(steady.Server.Server.FollowAsync(id));
        }
    }

    /// <summary>Goes on submitting to the steady server until the victim has stopped itself.</summary>
    public async Task UntilAsync(Task stopped, Func<int, object> body)
    {
        for (var rounds = 0; !stopped.IsCompleted && rounds < 12; rounds++)
        {
            await Task.WhenAll(Enumerable.Range(0, Round).Select(_ => SubmitAsync(steady.Server.Server, body)));
            await Task.WhenAny(stopped, EndedAsync());
        }

        await stopped;
    }

    /// <summary>Waits until the log of a request holds an event of this type.</summary>
    public async Task SeenAsync(string id, string type)
    {
        while (!(await steady.Server.Server.GetAsync($"/api/v1/requests/{id}/events"))["data"]!.AsArray().Any(it => it!["type"]!.GetValue<string>() == type))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task EndedAsync()
    {
        lock (_following)
        {
            return Task.WhenAll(_following);
        }
    }

    /// <summary>All have come to their one end, every payment is accounted for, and nothing is left in a queue.</summary>
    public async Task<IReadOnlyList<RequestDetails>> FinishAsync(long since, string what)
    {
        await EndedAsync();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {_accepted.Count} requests ended {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s later"));
        var audit = new ClusterAudit(steady.Models, steady.Server.Server);
        var details = await Task.WhenAll(_accepted.Select(it => audit.CheckAsync(it.Key, it.Value)));
        await steady.Cluster.DrainedAsync();
        return details;
    }

    /// <summary>Holds a recovery to its bar. The figure is printed; the bound has room for a machine that does other things.</summary>
    public void Bar(string what, long since, double seconds)
    {
        var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took:0.00} s, the bar is {seconds} s"));
        Assert.True(took < (seconds * 2) + 5, $"{what} took {took:0.00} s");
    }
}
