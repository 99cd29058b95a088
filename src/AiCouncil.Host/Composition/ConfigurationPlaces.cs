using System.Collections;

namespace AiCouncil.Host.Composition;

/// <summary>Where configuration is looked for, weakest first.</summary>
internal sealed record ConfigurationPlaces(IReadOnlyList<ConfigurationFile> Files, IDictionary Environment)
{
    /// <summary>What the command line says about keys; null takes a key's value away.</summary>
    public IReadOnlyDictionary<string, string?> Arguments { get; init; } = new Dictionary<string, string?>();

    public const string FileName = "council.json";

    /// <param name="named">The file of --config, which then must exist and stands in for ./council.json.</param>
    public static ConfigurationPlaces OfProcess(string? named) =>
        Of(AppContext.BaseDirectory, UserFolder(), Directory.GetCurrentDirectory(), named, System.Environment.GetEnvironmentVariables());

    public static ConfigurationPlaces Of(string program, string? user, string working, string? named, IDictionary environment)
    {
        List<ConfigurationFile> files = [new(Path.Combine(program, "appsettings.json"), Required: false)];
        if (user is not null)
        {
            files.Add(new(Path.Combine(user, FileName), Required: false));
        }

        files.Add(named is null ? new(Path.Combine(working, FileName), Required: false) : new(Path.GetFullPath(named, working), Required: true));
        return new ConfigurationPlaces(files, environment);
    }

    private static string? UserFolder() =>
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
            ? Path.Combine(home, ".config", "council")
            : null;
}

internal sealed record ConfigurationFile(string Path, bool Required);
