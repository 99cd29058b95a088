using AiCouncil.Models;
using AiCouncil.Requests;
using Xunit;

namespace AiCouncil.Integration.Tests.Models;

public sealed class RecordedProviderTests : IDisposable
{
    private readonly RecordedProvider _provider = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".jsonl");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_column_of_a_file_answers()
    {
        File.WriteAllText(_file, """{"prompt": "1+1?", "outputs": {"a": "2", "b": "3"}}""");
        var deployment = Deployment("b", _file);

        Assert.Empty(_provider.Validate(deployment));
        var outcome = await _provider.Create(deployment).CallAsync(Ask("1+1?"), null, CancellationToken.None);

        Assert.Equal("3", Assert.IsType<AttemptOutcome.Answered>(outcome).Text);
    }

    [Fact]
    public async Task A_file_is_read_once_for_all_its_columns()
    {
        File.WriteAllText(_file, """{"prompt": "1+1?", "outputs": {"a": "2", "b": "3"}}""");
        Assert.Empty(_provider.Validate(Deployment("a", _file)));
        File.WriteAllText(_file, "overwritten");

        Assert.Empty(_provider.Validate(Deployment("b", _file)));
        var outcome = await _provider.Create(Deployment("b", _file)).CallAsync(Ask("1+1?"), null, CancellationToken.None);

        Assert.IsType<AttemptOutcome.Answered>(outcome);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_the_nearest_one()
    {
        File.WriteAllText(_file, """{"prompt": "1+1?", "outputs": {"mistral": "2"}}""");

        var error = Assert.Single(_provider.Validate(Deployment("mistrall", _file)));

        Assert.StartsWith("Council:Models:m:Model: ", error, StringComparison.Ordinal);
        Assert.Contains("did you mean mistral?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_line_is_named_with_key_and_number()
    {
        File.WriteAllText(_file, "{\"prompt\": \"x\", \"outputs\": {\"a\": \"2\"}}\n{\"prompt\": \"y\"}\n");

        Assert.Equal($"Council:Models:m:File: {_file}, line 2: has no \"outputs\" that is an object", Assert.Single(_provider.Validate(Deployment("a", _file))));
    }

    [Fact]
    public void A_file_that_is_missing_is_said()
    {
        Assert.Contains("cannot be read", Assert.Single(_provider.Validate(Deployment("a", _file))), StringComparison.Ordinal);
        Assert.Contains("File: is missing", Assert.Single(_provider.Validate(Deployment("a", null))), StringComparison.Ordinal);
    }

    private static ModelPrompt Ask(string question) => new([new ChatTurn("user", question)], new GenerationOptions(), CallRole.Member, question);

    private static DeploymentSettings Deployment(string model, string? file) => new()
    {
        Path = "Council:Models:m",
        ModelName = "m",
        Name = "m",
        Provider = "recorded",
        Model = model,
        Extra = file is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["File"] = file },
    };
}
