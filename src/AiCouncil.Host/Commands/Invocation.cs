using System.CommandLine;
using AiCouncil.Host.Composition;
using AiCouncil.Host.Input;
using AiCouncil.Host.Remote;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

/// <summary>One run of one command: what was typed, and the ways to a council.</summary>
internal sealed class Invocation(CliContext context, ParseResult parsed, OutputFormat output, string? server, string? configFile)
{
    public CliContext Context => context;

    public Terminal Terminal => context.Terminal;

    public ParseResult Parsed => parsed;

    public OutputFormat Output => output;

    public string? ConfigFile => configFile;

    /// <summary>The server this command is a client of (--server, COUNCIL_URL), null when it works by itself.</summary>
    public Uri? Server => (server ?? context.Variable("COUNCIL_URL")) is { Length: > 0 } url ? ServerAddress.Parse(url, server is null ? "COUNCIL_URL" : "--server") : null;

    public CouncilConfiguration Configuration() => Configuration(new Dictionary<string, string?>());

    /// <param name="arguments">Keys that the command line sets; null takes a key's value away.</param>
    public CouncilConfiguration Configuration(IReadOnlyDictionary<string, string?> arguments) =>
        CouncilConfiguration.Load(ConfigurationPlaces.OfProcess(configFile) with { Arguments = arguments });

    /// <summary>The named server, or a council in this process.</summary>
    public async Task<ICouncilSession> OpenAsync(SessionKind kind, CancellationToken ct) =>
        Server is { } url ? Connect(url) : await EmbeddedSession.OpenAsync(Configuration(), kind, ct);

    /// <summary>A running server: the named one, else the one on the default address, else exit code 5.</summary>
    public async Task<RemoteSession> OpenServerAsync(CancellationToken ct)
    {
        if (Server is { } named)
        {
            return Connect(named);
        }

        var session = Connect(ServerAddress.Default);
        if (await session.AnswersAsync(ct))
        {
            return session;
        }

        await session.DisposeAsync();
        throw new ServerUnreachableException(
            $"no server answers at {ServerAddress.Default} and none was named. Start one with: council serve (or name one with --server URL).");
    }

    /// <summary>For commands that work on the configured journal itself.</summary>
    /// <exception cref="UsageException">--server was given.</exception>
    public void RefuseServer(string command)
    {
        if (server is not null)
        {
            throw new UsageException($"--server: {command} works on the journal of this machine's configuration, not through a server. Leave it out.");
        }
    }

    public RemoteSession Connect(Uri url) => new(url, ApiKey(), context.Clock);

    private string? ApiKey()
    {
        var key = context.Variable("COUNCIL_API_KEY")?.Trim();
        return key?.All(letter => letter is > ' ' and < '\u007f') != false
            ? key
            : throw new UsageException("COUNCIL_API_KEY: holds spaces or characters that no HTTP header carries; check how it was pasted.");
    }
}
