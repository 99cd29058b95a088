using System.Text;
using System.Text.Json;
using AiCouncil.Host.Input;
using AiCouncil.Requests;
using Spectre.Console;

namespace AiCouncil.Host.Rendering;

/// <summary>Where a command writes: data to <see cref="Out"/>, words for people to <see cref="Error"/>.</summary>
internal sealed record Terminal(TextWriter Out, TextWriter Error, StandardInput Input)
{
    /// <summary>A person looks at stdout.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>A person looks at stderr.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Colours and bold are welcome (no NO_COLOR, no dumb terminal).</summary>
    public bool Colour { get; init; }

    public static Terminal OfProcess() => new(
        Writer(Console.OpenStandardOutput()),
        Writer(Console.OpenStandardError()),
        new StandardInput(Console.IsInputRedirected, Console.OpenStandardInput))
    {
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb",
    };

    /// <summary>One line for people. What a model or a file said in it cannot drive the terminal.</summary>
    public void Say(string line) => Error.WriteLine(TerminalText.Clean(line));

    /// <summary>One value as data, indented for json, on one line for jsonl.</summary>
    public void WriteJson<T>(T value, OutputFormat format) =>
        Out.WriteLine(JsonSerializer.Serialize(value, format == OutputFormat.Json ? CouncilJson.Indented : CouncilJson.Options));

    /// <summary>A Spectre console on stdout; without a person there, as wide as its content and without escapes.</summary>
    public IAnsiConsole OutConsole() => ConsoleOn(Out, OutIsTerminal);

    public IAnsiConsole ErrorConsole() => ConsoleOn(Error, ErrorIsTerminal);

    private IAnsiConsole ConsoleOn(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal && Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Profile.Capabilities.Unicode = true;
        if (terminal)
        {
            console.Profile.Width = Width();
        }
        else
        {
            console.Profile.Width = 400;
        }

        return console;
    }

    private static int Width()
    {
        try
        {
            return Math.Max(40, Console.WindowWidth);
        }
        catch (IOException)
        {
            return 100;
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
