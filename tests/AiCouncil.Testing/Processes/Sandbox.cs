using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace AiCouncil.Testing.Processes;

/// <summary>
/// A person's machine in a temporary folder: a home, a working directory with a council.json, and an environment that holds
/// nothing of the machine the tests run on but what starts a program. Every council started here shares its journal.
/// </summary>
public sealed class Sandbox : IDisposable
{
    private static readonly string[] Kept = ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "LD_LIBRARY_PATH", "LANG", "TZ", "TMPDIR"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("council-");

    /// <param name="configuration">The working directory's council.json, none when null.</param>
    public Sandbox(JsonNode? configuration = null)
    {
        Home = _root.CreateSubdirectory("person").FullName;
        Folder = _root.CreateSubdirectory("folder").FullName;
        if (configuration is not null)
        {
            Write("council.json", configuration.ToJsonString());
        }
    }

    public string Home { get; }

    /// <summary>The working directory.</summary>
    public string Folder { get; }

    /// <summary>Where a council keeps its journal by default.</summary>
    public string Journal => Path.Combine(Home, ".local", "share", "council", "council.db");

    /// <summary>The network that everything started here lives in; null is the test's own.</summary>
    public NetworkNamespace? Network { get; init; }

    /// <summary>Variables beside the few that are kept.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    public CouncilProcess Start(params string[] arguments) => new(StartInfo(arguments), input: null);

    /// <summary>Runs a command to its end; its standard input is empty.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => PipeAsync([], arguments);

    /// <summary>Runs a command to its end with these bytes on its standard input.</summary>
    public async Task<Ended> PipeAsync(byte[] input, params string[] arguments)
    {
        await using var process = new CouncilProcess(StartInfo(arguments), input);
        return await process.EndAsync();
    }

    public Task<Ended> PipeAsync(string input, params string[] arguments) => PipeAsync(Encoding.UTF8.GetBytes(input), arguments);

    /// <summary>Starts a server and waits until it is ready.</summary>
    public Task<ServerProcess> ServeAsync(params string[] arguments) =>
        ServerProcess.StartAsync(StartInfo(["serve", "--urls", "http://127.0.0.1:0", .. arguments]), Network);

    public void Dispose() => _root.Delete(recursive: true);

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        string[] program = ["dotnet", CouncilProgram.Dll, .. arguments];
        string[] command = Network is null ? program : ["nsenter", $"--net={Network.Path}", .. program]; // it becomes the program: the id is the council's
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Folder };
        start.Environment.Clear();
        foreach (var name in Kept)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["HOME"] = Home;
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
