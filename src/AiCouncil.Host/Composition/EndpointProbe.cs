namespace AiCouncil.Host.Composition;

/// <summary>Whether something answers at an endpoint. It sends no key and no prompt, and any HTTP status counts as an answer.</summary>
internal sealed class EndpointProbe : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    /// <summary>Null when no endpoint is known.</summary>
    public async Task<bool?> AnyReachableAsync(IEnumerable<Uri?> endpoints, CancellationToken ct)
    {
        bool? reachable = null;
        foreach (var endpoint in endpoints.OfType<Uri>())
        {
            reachable = reachable is true || await AnswersAsync(endpoint, ct);
        }

        return reachable;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(Uri endpoint, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, endpoint);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
