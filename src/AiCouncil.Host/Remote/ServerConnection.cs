using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiCouncil.Requests;

namespace AiCouncil.Host.Remote;

/// <summary>HTTP to one server: no redirects, no retries, every failure in words.</summary>
internal sealed class ServerConnection : IDisposable
{
    /// <summary>Until the head of an answer; a stream may then go on for as long as it lives.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    public ServerConnection(Uri address, string? apiKey)
        : this(address, apiKey, new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
    }

    public ServerConnection(Uri address, string? apiKey, HttpMessageHandler handler)
    {
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Patience };
        if (!string.IsNullOrEmpty(apiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>The answer as JSON; null for 404.</summary>
    public async Task<T?> GetAsync<T>(string path, CancellationToken ct)
        where T : class
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        // Events come as a stream to whoever does not ask for a list.
        request.Headers.Accept.ParseAdd("application/json");
        return await ReadAsync<T>(await SendAsync(request, ct), ct);
    }

    /// <summary>The answer as JSON; null for 404.</summary>
    public async Task<T?> PostAsync<T>(string path, object? body, CancellationToken ct, string? idempotencyKey = null)
        where T : class => await ReadAsync<T>(await SendAsync(Post(path, body, idempotencyKey), ct), ct);

    /// <summary>For seams that answer at once: the estimate and the analysis.</summary>
    public T Post<T>(string path, object body)
        where T : class
    {
        try
        {
            using var response = _http.Send(Post(path, body, idempotencyKey: null));
            using var reader = new StreamReader(response.Content.ReadAsStream());
            var text = reader.ReadToEnd();
            ServerProblem.ThrowIfAny(response, text, Address);
            return Parse<T>(text) ?? throw NoCouncil();
        }
        catch (HttpRequestException error)
        {
            throw Unreachable(error.GetBaseException().Message);
        }
        catch (TaskCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw Unreachable($"no answer within {Patience.TotalSeconds} s");
        }
    }

    /// <summary>Status alone; a body is not wanted.</summary>
    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, CancellationToken ct)
    {
        using var response = await SendAsync(new HttpRequestMessage(method, path), ct);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            ServerProblem.ThrowIfAny(response, await response.Content.ReadAsStringAsync(ct), Address);
        }

        return response.StatusCode;
    }

    /// <summary>Headers only; the caller reads and disposes.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException error)
        {
            throw Unreachable(error.GetBaseException().Message);
        }
        catch (TaskCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw Unreachable($"no answer within {Patience.TotalSeconds} s");
        }
        finally
        {
            request.Dispose();
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string path, object? body, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body, CouncilJson.Options), Encoding.UTF8, "application/json");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
        where T : class
    {
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotFound && ServerProblem.IsProblem(response))
            {
                return null;
            }

            var text = await response.Content.ReadAsStringAsync(ct);
            ServerProblem.ThrowIfAny(response, text, Address);
            return Parse<T>(text);
        }
    }

    private T? Parse<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, CouncilJson.Options);
        }
        catch (JsonException)
        {
            throw NoCouncil();
        }
    }

    private ServerUnreachableException NoCouncil() => new($"what answers at {Address} is no council server of this version.");

    private ServerUnreachableException Unreachable(string reason) =>
        new($"the server at {Address} cannot be reached: {reason}. Start one with: council serve");
}
