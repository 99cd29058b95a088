using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>A broker of one test class.</summary>
public sealed class RabbitFixture : IAsyncLifetime
{
    private RabbitServer? _server;
    private int _prefixes;

    public RabbitServer Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _server = await RabbitServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Begins names that no other test uses.</summary>
    public string Prefix() => $"test{Interlocked.Increment(ref _prefixes)}";
}
