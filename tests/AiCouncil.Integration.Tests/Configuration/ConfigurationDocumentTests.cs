using System.Text.Json.Nodes;
using AiCouncil.Configuration;
using AiCouncil.Models;
using AiCouncil.Requests;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace AiCouncil.Integration.Tests.Configuration;

public sealed class ConfigurationDocumentTests
{
    [Fact]
    public void The_tables_of_the_document_are_the_key_table()
    {
        var written = Read("configuration.md").Split('\n').Where(line => line.StartsWith("| `Council:", StringComparison.Ordinal));

        Assert.Equal(Rows(), written);
    }

    [Fact]
    public void The_shipped_schema_is_the_generated_one() =>
        Assert.Equal(CouncilSchema.Build().ToJsonString(CouncilJson.Indented) + "\n", Read("council.schema.json"));

    [Fact]
    public void The_example_of_the_document_is_valid()
    {
        var example = Read("configuration.md").Split("```json")[1].Split("```")[0];
        var keys = new Dictionary<string, string> { ["A_KEY"] = "a", ["OPENAI_API_KEY"] = "o", ["HOME"] = "/h" };
        var environment = new EnvironmentAccess(keys.GetValueOrDefault, path => path == "/run/secrets/b" ? "b\n" : throw new FileNotFoundException());

        var reading = new CouncilOptionsReader([new AnyProvider()], environment)
            .Read(new ConfigurationBuilder().AddInMemoryCollection(Flat(JsonNode.Parse(example)!.AsObject(), "")).Build(), []);

        Assert.Empty(reading.Errors);
        var llama = reading.Options!.Models["llama"].Deployments;
        Assert.Equal(["a", "b"], llama.Select(deployment => deployment.ApiKey));
        Assert.Equal(("o", 3.0, 1.0), (reading.Options.Models["gpt"].Deployments[0].ApiKey, llama[0].Weight, llama[1].Weight));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flat(JsonObject section, string path) =>
        section.SelectMany(pair => pair.Value is JsonObject inner ? Flat(inner, $"{path}{pair.Key}:") : [new($"{path}{pair.Key}", pair.Value?.ToString())]);

    private static IEnumerable<string> Rows() =>
        [.. CouncilKeys.Process.Select(key => Row("", key)), .. CouncilKeys.OfClient.Select(key => Row(CouncilKeys.Client + ":", key)),
            .. CouncilKeys.OfModel.Concat(CouncilKeys.OfDeployment).Select(key => Row(CouncilKeys.Model + ":", key))];

    private static string Row(string place, ConfigurationKey key) =>
        $"| `Council:{place}{key.Path}` | {Values(key)} | {(key.Default.Length == 0 ? "unset" : key.Default)} | {key.Meaning}{Owners(key)} |";

    private static string Owners(ConfigurationKey key) =>
        key.Providers.Count == 0 ? "" : $" Only {string.Join(", ", key.Providers.Select(provider => $"`{provider}`"))}.";

    private static string Values(ConfigurationKey key) => key.Kind switch
    {
        KeyKind.Word => string.Join(", ", key.Choices.Select(choice => $"`{choice}`")),
        KeyKind.Words => "some of " + string.Join(", ", key.Choices.Select(choice => $"`{choice}`")),
        KeyKind.Integer => $"whole number {key.Range}",
        KeyKind.Number or KeyKind.Money => $"number {key.Range}",
        KeyKind.Flag => "`true`, `false`",
        KeyKind.Names => "model names",
        KeyKind.Address => "http or https address",
        KeyKind.File => "path",
        KeyKind.Variable => "name of a variable",
        KeyKind.Secret => "secret",
        KeyKind.Pools => "pools",
        _ => "text",
    };

    private static string Read(string document) => File.ReadAllText(Path.Combine(Root(), "docs", document));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AiCouncil.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
        }

        return folder;
    }

    private sealed class AnyProvider : IModelProvider
    {
        public IReadOnlyCollection<string> Names { get; } = ["openai", "openai-compatible"];

        public IModelEndpoint Create(DeploymentSettings deployment) => throw new InvalidOperationException("nothing is called here");

        public IEnumerable<string> Validate(DeploymentSettings deployment) => [];
    }
}
