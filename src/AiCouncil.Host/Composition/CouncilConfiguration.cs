using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace AiCouncil.Host.Composition;

/// <summary>The layers of the configuration, weakest first: appsettings, the user's file, the folder's file, secrets, environment, arguments.</summary>
/// <param name="Root">All layers merged.</param>
/// <param name="Layers">The names of the layers that hold something, weakest first, for people.</param>
internal sealed record CouncilConfiguration(IConfigurationRoot Root, IReadOnlyList<ConfigurationLayer> Layers)
{
    public const string SecretsId = "ai-council";

    private static readonly string[] FromEnvironmentTaken = ["Council__", "Logging__", "Kestrel__Certificates__"];

    /// <exception cref="BrokenConfigurationFileException">A file is not there, or no JSON.</exception>
    public static CouncilConfiguration Load(ConfigurationPlaces places)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in places.Files)
        {
            builder.AddJsonFile(source =>
            {
                source.FileProvider = null;
                source.Path = file.Path;
                source.Optional = !file.Required;
                source.ResolveFileProvider();
            });
        }

        builder.AddUserSecrets(SecretsId, reloadOnChange: false);
        builder.AddInMemoryCollection(FromEnvironment(places.Environment));
        builder.AddInMemoryCollection(places.Arguments);
        var root = Build(builder);
        return new CouncilConfiguration(root, Describe(root, places));
    }

    /// <summary>The layer that a key's value comes from, null when none sets it.</summary>
    public string? SourceOf(string key) => Layers.LastOrDefault(it => it.Provider.TryGet(key, out _))?.Name;

    private static IConfigurationRoot Build(ConfigurationBuilder builder)
    {
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException error)
        {
            throw new BrokenConfigurationFileException(Explain(error));
        }
        catch (FileNotFoundException error)
        {
            throw new BrokenConfigurationFileException($"--config: {error.FileName ?? "the file"} does not exist. council config init writes one.");
        }
    }

    /// <summary>The framework names the file in its outer message and the line in the innermost one.</summary>
    private static string Explain(InvalidDataException error)
    {
        var file = error.Message.Split('\'') is [_, var path, ..] ? path : "a configuration file";
        var cause = error.GetBaseException();
        return cause is JsonException { LineNumber: { } line } json
            ? $"{file}, line {line + 1}: no valid JSON. {json.Message}"
            : $"{file}: {cause.Message}";
    }

    /// <summary>
    /// Only <c>Council__…</c> (and <c>Logging__…</c>, and the certificate of https): nothing else in the environment can change what a
    /// council does, or where it listens.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string?>> FromEnvironment(IDictionary environment) =>
        from DictionaryEntry entry in environment
        let name = (string)entry.Key
        where FromEnvironmentTaken.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        select KeyValuePair.Create(name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), (string?)entry.Value);

    private static List<ConfigurationLayer> Describe(IConfigurationRoot root, ConfigurationPlaces places)
    {
        var providers = root.Providers.ToList();
        var names = places.Files.Select(it => it.Path).Concat(["user secrets", "environment", "arguments"]);
        return [.. providers.Zip(names, (provider, name) => new ConfigurationLayer(name, provider))
            .Where(it => it.Provider.GetChildKeys([], null).Any())];
    }
}

internal sealed record ConfigurationLayer(string Name, IConfigurationProvider Provider);

/// <summary>A configuration file that cannot be read; the message names it, the line and the fix.</summary>
internal sealed class BrokenConfigurationFileException(string message) : Exception(message);
