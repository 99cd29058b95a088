using AiCouncil.Configuration;
using AiCouncil.Models;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace AiCouncil.Tests.Configuration;

/// <summary>A configuration as a user would write it, with a machine of its own: no real environment, no real files.</summary>
internal sealed class Written
{
    private readonly Dictionary<string, string?> _keys = [];
    private readonly Dictionary<string, string> _environment = new() { ["HOME"] = "/h" };
    private readonly Dictionary<string, string> _files = [];
    private readonly List<IModelProvider> _providers = [new SimulatedProvider(TimeProvider.System), new AnyProvider("openai", "openai-compatible", "ollama")];

    public Written Key(string path, string? value)
    {
        _keys["Council:" + path] = value;
        return this;
    }

    public Written Variable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public Written File(string path, string text)
    {
        _files[path] = text;
        return this;
    }

    public Written Provider(IModelProvider provider)
    {
        _providers.Add(provider);
        return this;
    }

    public OptionsReading Read(params string[] added) => new CouncilOptionsReader(_providers, Access).Read(Build(), added);

    public CouncilOptions Fine()
    {
        var reading = Read();
        Assert.Empty(reading.Errors);
        return Assert.IsType<CouncilOptions>(reading.Options);
    }

    public string OnlyError()
    {
        var reading = Read();
        Assert.Null(reading.Options);
        return Assert.Single(reading.Errors);
    }

    public IConfigurationRoot Build() => new ConfigurationBuilder().AddInMemoryCollection(_keys).Build();

    private EnvironmentAccess Access =>
        new(name => _environment.GetValueOrDefault(name), path => _files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException());
}

/// <summary>A provider whose endpoints are never called.</summary>
internal sealed class AnyProvider(params string[] names) : IModelProvider
{
    public IReadOnlyCollection<string> Names { get; } = names;

    public IModelEndpoint Create(DeploymentSettings deployment) => new Nobody();

    public IEnumerable<string> Validate(DeploymentSettings deployment) => [];

    private sealed class Nobody : IModelEndpoint
    {
        public Task<AttemptOutcome> CallAsync(ModelPrompt prompt, Action<string>? onDelta, CancellationToken ct) =>
            Task.FromResult<AttemptOutcome>(new AttemptOutcome.NotSent("nobody", "nobody is there"));
    }
}
