using AiCouncil.Testing.Clusters;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>A server and a worker that live on while others beside them die, and the models' own books.</summary>
public sealed class SteadyCluster(SharedServers servers) : IAsyncLifetime
{
    private int _requests;

    public const int LeaseSeconds = 3;
    public const int CallTimeoutSeconds = 10;

    public FakeModels Models { get; private set; } = null!;

    public CouncilCluster Cluster { get; private set; } = null!;

    public ClusterNode Server { get; private set; } = null!;

    public ClusterNode Worker { get; private set; } = null!;

    /// <summary>How models answer; a test may put its own here.</summary>
    internal Func<ModelCall, Task> Script { get; set; } = AnswerSoonAsync;

    public async ValueTask InitializeAsync()
    {
        Models = FakeModels.Start(call => Script(call));
        Cluster = await CouncilCluster.MakeAsync(
            new ClusterServers(servers.Postgres, servers.Rabbit), Models.Endpoint, Configurations.FiveModels(Models.Endpoint, CallTimeoutSeconds));
        Server = await Cluster.ServeAsync("steady-server");
        Worker = await Cluster.WorkAsync("steady-worker");
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Models.DisposeAsync();
    }

    public int LastNumber => _requests;

    /// <summary>The next request's number: no two share their words.</summary>
    public int NextNumber() => Interlocked.Increment(ref _requests);

    /// <summary>In two pieces where it is streamed.</summary>
    internal static Task AnswerSoonAsync(ModelCall call)
    {
        var answer = Durability.Questions.Answer(call);
        return call.AnswerInTwoAsync(answer[..1], answer[1..], Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, call.Wire.Stopped));
    }
}
