using System.CommandLine;
using System.Text.Json;
using AiCouncil.Host.Input;
using AiCouncil.Host.Remote;
using AiCouncil.Host.Rendering;

namespace AiCouncil.Host.Commands;

/// <summary>Asks a server how it is: for people, and for container health checks.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(Cli cli)
    {
        var url = new Argument<string?>("URL") { Description = "The server (default: --server, COUNCIL_URL, http://127.0.0.1:8080).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("health", "Whether a server is up and ready.") { url };
        return cli.Runs(command, async (run, ct) =>
        {
            var server = run.Parsed.GetValue(url) is { } given ? ServerAddress.Parse(given, "URL") : run.Server ?? ServerAddress.Default;
            using var patience = new CancellationTokenSource(Patience, run.Context.Clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
            try
            {
                return await AskAsync(server, run, both.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new ServerUnreachableException($"the server at {server} did not answer within {Patience.TotalSeconds} s.");
            }
        });
    }

    private static async Task<int> AskAsync(Uri server, Invocation run, CancellationToken ct)
    {
        using var connection = new ServerConnection(server, apiKey: null);
        using var response = await connection.SendAsync(new HttpRequestMessage(HttpMethod.Get, "health"), ct);
        Print(run, Read(await response.Content.ReadAsStringAsync(ct), server));
        return response.IsSuccessStatusCode ? ExitCodes.Answered : ExitCodes.RequestFailed;
    }

    /// <summary>A server's report, for people or as it came.</summary>
    public static void Print(Invocation run, JsonElement report)
    {
        if (run.Output == OutputFormat.Text)
        {
            run.Terminal.OutConsole().Write(Listing.Facts(JsonFacts.Of(report)));
        }
        else
        {
            run.Terminal.WriteJson(report, run.Output);
        }
    }

    private static JsonElement Read(string body, Uri server)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Object } report ? report : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ServerUnreachableException($"what answers at {server} is no council server.");
        }
    }
}
