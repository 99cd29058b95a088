using System.Reflection;
using AiCouncil.Journal;
using AiCouncil.Models;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>Two models without endpoints.</summary>
internal sealed class FakeCatalogue : IModelCatalogue
{
    public IReadOnlyList<ModelInfo> Models { get; } =
    [
        new("alpha", "openai", "openai", "gpt", 0.8, new TokenPrice(1, 2), 128_000, [], "default", Simulated: false),
        new("vendor/beta", "simulated", "simulated", "beta", 0.5, null, 8_000, [], "default", Simulated: true),
    ];

    public ModelInfo? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    public IReadOnlyList<Deployment> DeploymentsOf(string model) => [];
}

/// <summary>A journal of which the edge reads the backlog alone; anything else it asked would fail the test.</summary>
public class FakeJournal : DispatchProxy
{
    internal bool Unavailable { get; set; }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        nameof(IAsyncDisposable.DisposeAsync) => ValueTask.CompletedTask,
        nameof(IJournal.DepthAsync) => Unavailable
            ? throw new JournalUnavailableException("gone")
            : new ValueTask<IReadOnlyList<PoolDepth>>([new PoolDepth("default", 3, 2, 1, 40)]),
        var name => throw new NotSupportedException(name),
    };
}
