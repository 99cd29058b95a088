using AiCouncil.Testing.Processes;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Http;

/// <summary>One server for a whole class of tests.</summary>
public sealed class SimulatedServer : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new(Configurations.Simulated());
    private ServerProcess? _server;

    public ServerProcess Process => _server!;

    public async ValueTask InitializeAsync()
    {
        _sandbox.Variables["Council__Auth__Required"] = "false";
        _server = await _sandbox.ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _sandbox.Dispose();
    }
}
