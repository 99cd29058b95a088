using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace AiCouncil.Testing.Processes;

/// <summary>A running <c>council serve</c> on a free loopback port, and a client to it.</summary>
public sealed class ServerProcess : CouncilProcess
{
    private const string Listening = "council: listening on ";

    private ServerProcess(ProcessStartInfo start)
        : base(start, input: null)
    {
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Waits 100 s for an answer at most, as long as any test may take.</summary>
    public HttpClient Client { get; private set; } = new();

    internal static async Task<ServerProcess> StartAsync(ProcessStartInfo start, NetworkNamespace? network)
    {
        var server = new ServerProcess(start);
        try
        {
            await server.SaidAsync(Listening);
            await server.SaidAsync("\n");
            var said = server.Error.Text;
            server.Url = new Uri(said[(said.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n', ',')[0].Trim());
            server.Client = new HttpClient(Handler(network)) { BaseAddress = server.Url };
            using var ready = await server.Client.GetAsync(new Uri("/readyz", UriKind.Relative));
            return ready.StatusCode == HttpStatusCode.OK ? server : throw new InvalidOperationException($"/readyz answered {ready.StatusCode}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(NetworkNamespace? network) => network is null ? new() : new()
    {
        ConnectCallback = (context, ct) => network.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), ct),
    };

    /// <summary>Submits over the native API; the id once it was answered with 202.</summary>
    public async Task<string> SubmitAsync(object body)
    {
        using var response = await Client.PostAsync(new Uri("/api/v1/requests", UriKind.Relative), Json.Content(body));
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.Accepted
            ? JsonNode.Parse(text)!["id"]!.GetValue<string>()
            : throw new HttpRequestException($"submit answered {(int)response.StatusCode}: {text}");
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "application/json");
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"GET {path} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>Follows the request's event stream to its end; the whole stream.</summary>
    public async Task<string> FollowAsync(string id)
    {
        var stream = Client.GetStringAsync(new Uri($"/api/v1/requests/{id}/events", UriKind.Relative));
        await PatientlyAsync(stream);
        return await stream;
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await base.DisposeAsync();
    }
}
