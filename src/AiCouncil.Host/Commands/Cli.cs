using System.CommandLine;
using System.CommandLine.Invocation;
using AiCouncil.Host.Input;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

/// <summary>What a command may use of its surroundings.</summary>
/// <param name="Variable">An environment variable, null when unset.</param>
internal sealed record CliContext(Terminal Terminal, TimeProvider Clock, Interrupts Interrupts, Func<string, string?> Variable);

/// <summary>The command line: a table of its commands, and one way to run any of them.</summary>
internal sealed class Cli
{
    private readonly CliContext _context;
    private readonly Option<OutputFormat> _output = OptionReading.Output();

    private readonly Option<string?> _server = new("--server")
    {
        Description = "Be a client of this running server (COUNCIL_URL; its key in COUNCIL_API_KEY).",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Read this file instead of ./council.json.",
        HelpName = "FILE",
        Recursive = true,
    };

    private Cli(CliContext context)
    {
        _context = context;
    }

    public static async Task<int> RunAsync(CliContext context, IReadOnlyList<string> arguments)
    {
        var parsed = new Cli(context).Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var broken = parsed.Action is ParseErrorAction;
        if (broken && arguments.Count > 0)
        {
            ParseErrors.Of(parsed).ToList().ForEach(context.Terminal.Say);
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = broken ? context.Terminal.Error : context.Terminal.Out,
            Error = context.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var code = await parsed.InvokeAsync(configuration, context.Interrupts.First);
        return broken ? ExitCodes.Usage : code;
    }

    /// <summary>Gives a command its work; whatever it throws becomes a message and an exit code.</summary>
    public Command Runs(Command command, Func<Invocation, CancellationToken, Task<int>> work)
    {
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                return await work(new Invocation(_context, parsed, parsed.GetValue(_output), parsed.GetValue(_server), parsed.GetValue(_config)), ct);
            }
#pragma warning disable CA1031 // The edge of the process: everything becomes a message and an exit code.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return ExitCodeOf.Failure(exception, _context.Interrupts.Interrupted, _context.Terminal);
            }
        });
        return command;
    }

    private RootCommand Root()
    {
        var root = new RootCommand("AI Council: several AI models answer one question, and one answer comes back.")
        {
            AskCommand.Create(this), ServeCommand.Create(this), WorkerCommand.Create(this), SubmitCommand.Create(this), ListCommand.Create(this), ShowCommand.Create(this),
            EventsCommand.Create(this), CancelCommand.Create(this), ReplayCommand.Create(this), EstimateCommand.Create(this),
            AnalyzeCommand.Create(this), ModelsCommand.Create(this), NodesCommand.Create(this), QueuesCommand.Create(this), DoctorCommand.Create(this), ConfigCommand.Create(this), HealthCommand.Create(this),
            MigrateCommand.Create(this), PruneCommand.Create(this),
        };
        root.Options.Add(_output);
        root.Options.Add(_server);
        root.Options.Add(_config);
        return root;
    }
}
