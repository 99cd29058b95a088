using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using AiCouncil.Host.Api;
using AiCouncil.Journal;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AiCouncil.Integration.Tests.Api;

/// <summary>The real HTTP surface on a free loopback port, over a <see cref="FakeCouncil"/> and a clock moved by hand.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, LogLines log)
    {
        _app = app;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
    }

    public HttpClient Http { get; }

    public LogLines Log { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public FakeCouncil Council => _app.Services.GetRequiredService<FakeCouncil>();

    public FakeJournal Journal => (FakeJournal)_app.Services.GetRequiredService<IJournal>();

    public FakeOperations Operations => (FakeOperations)_app.Services.GetRequiredService<ICouncilOperations>();

    /// <summary>Every route of the surface.</summary>
    public IReadOnlyList<RouteEndpoint> Routes => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public Drain Drain => _app.Services.GetRequiredService<Drain>();

    public static async Task<ApiServer> StartAsync(Func<CouncilOptions, CouncilOptions>? configure = null)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // A filter for this provider, since the program's appsettings.json lies beside the tests and quietens the framework.
        builder.Logging.ClearProviders().AddProvider(log).AddFilter<LogLines>(category: null, LogLevel.Trace);
        var council = new FakeCouncil();
        var options = new CouncilOptions { SqlitePath = ":memory:" };
        builder.Services.AddSingleton(configure?.Invoke(options) ?? options);
        builder.Services.AddSingleton(council).AddSingleton<ICouncil>(council).AddSingleton<ICouncilRecords>(council);
        builder.Services.AddSingleton<IModelCatalogue, FakeCatalogue>();
        builder.Services.AddSingleton<ICouncilOperations, FakeOperations>();
        builder.Services.AddSingleton(System.Reflection.DispatchProxy.Create<IJournal, FakeJournal>());
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        builder.Services.AddCouncilApi();
        var app = builder.Build();
        app.MapCouncilApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiServer(app, log);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Answers once the headers are there; a body that streams is read by the test.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, content, TestContext.Current.CancellationToken, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>The one request of the council, once it is accepted and watched.</summary>
    public async Task<FakeRequest> WatchedRequestAsync()
    {
        var request = await RequestAsync(1);
        await request.Watched.Task.WaitAsync(Patience);
        return request;
    }

    /// <summary>The newest request, once so many were accepted.</summary>
    public async Task<FakeRequest> RequestAsync(int count)
    {
        await Council.Accepted.ReachedAsync(count).WaitAsync(Patience);
        return Council.Requests[count - 1];
    }

    /// <summary>Lets the clock run until the task ends.</summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> task)
    {
        await AdvanceUntilAsync((Task)task);
        return await task;
    }

    public async Task AdvanceUntilAsync(Task task)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(2, patience.Token));
        }

        await task;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var request in Council.Requests)
        {
            request.Cancel();
        }

        await _app.DisposeAsync();
    }
}

/// <summary>What the server logged, at every level.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly Signals<string> _signals = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Ends when a line with these words was logged.</summary>
    public Task SaidAsync(string words)
    {
        var said = _signals.Wait(line => line.Contains(words, StringComparison.Ordinal));
        foreach (var line in Lines)
        {
            _signals.Tell(line);
        }

        return said.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel} {formatter(state, exception)} {exception}";
        Lines.Enqueue(line);
        _signals.Tell(line);
    }

    public void Dispose()
    {
    }
}

internal static class ResponseReading
{
    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.TextAsync()).RootElement.Clone();

    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";

    /// <summary>A problem of the native surface: status, code and, where one is at fault, the field.</summary>
    public static async Task AssertProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code, string? field = null)
    {
        var text = await response.TextAsync();
        Assert.True(response.StatusCode == status, text);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.NotEmpty(response.Header("x-request-id"));
    }

    /// <summary>An error of the OpenAI surface.</summary>
    public static async Task AssertOpenAiErrorAsync(this HttpResponseMessage response, HttpStatusCode status, string code, string? param = null)
    {
        var text = await response.TextAsync();
        Assert.True(response.StatusCode == status, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.NotEmpty(response.Header("x-request-id"));
    }
}
