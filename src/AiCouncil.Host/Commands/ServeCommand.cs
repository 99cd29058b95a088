using System.CommandLine;
using AiCouncil.Host.Serving;

namespace AiCouncil.Host.Commands;

/// <summary>The server. Everything of the web stack stays behind CouncilServer, so that other commands never load it.</summary>
internal static class ServeCommand
{
    public static Command Create(Cli cli)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons.",
            HelpName = "http://127.0.0.1:8080",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var command = new Command("serve", "Run the council as a server: API, orchestration and workers in one process.") { urls };
        return cli.Runs(command, (run, ct) => CouncilServer.RunAsync(run.Configuration(), ListenAddresses.Parse(run.Parsed.GetValue(urls)!, tls: true), run.Terminal, ct));
    }
}
