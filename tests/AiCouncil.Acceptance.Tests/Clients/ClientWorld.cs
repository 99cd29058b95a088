using System.Text.Json;
using AiCouncil.Acceptance.Tests.Clients;
using AiCouncil.Acceptance.Tests.House;
using AiCouncil.Testing.Processes;
using Xunit;

[assembly: AssemblyFixture(typeof(ClientWorld))]

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>One council server and one aimock for all tests of clients, each in a home of its own; started by the first that needs them.</summary>
public sealed class ClientWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("council-clients-");
    private Sandbox? _machine;
    private readonly Lazy<Task<(Aimock Mock, ServerProcess Server)>> _started;

    public ClientWorld() => _started = new(StartAsync);

    internal async Task<ServerProcess> ServerAsync() => (await _started.Value).Server;

    internal async Task<Aimock> MockAsync() => (await _started.Value).Mock;

    /// <summary>A folder for one more program.</summary>
    internal string Home(string name) => _home.CreateSubdirectory(name).FullName;

    /// <summary>Runs one scenario of a client script against the server; what it printed.</summary>
    internal async Task<JsonElement> RunAsync(string script, string scenario, CancellationToken ct)
    {
        var server = await ServerAsync();
        var path = Path.Combine(OtherProcess.Root, "tests/AiCouncil.Acceptance.Tests/node-clients", script);
        var (code, output, said) = await ClientProgram.RunAsync(Home("scripts"), "node", [path, server.OpenAi().ToString(), scenario], ct);
        Assert.True(code == 0, said);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>A machine with a configuration of all models of the tests.</summary>
    internal static Sandbox Machine(Aimock mock) => new(JsonSerializer.SerializeToNode(
        new { Council = new { Panel = "sim-quick,sim-two,sim-three", Models = MockModels.Configuration(mock.Endpoint) } }));

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (mock, server) = await _started.Value;
            await server.DisposeAsync();
            await mock.DisposeAsync();
            _machine?.Dispose();
        }

        _home.Delete(recursive: true);
    }

    private async Task<(Aimock Mock, ServerProcess Server)> StartAsync()
    {
        var mock = await Aimock.StartAsync(Home("mock"));
        _machine = Machine(mock);
        return (mock, await _machine.ServeAsync());
    }
}
