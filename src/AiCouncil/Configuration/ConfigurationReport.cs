using Microsoft.Extensions.Configuration;

namespace AiCouncil.Configuration;

/// <summary>One key as <c>council config show</c> prints it.</summary>
/// <param name="Value">What is in effect; <see cref="ConfigurationReport.Redacted"/> where it is or may be a secret.</param>
/// <param name="Source">The layer that set it: a file's name, "environment", "arguments" …; "default" when none did.</param>
public sealed record ConfigurationRow(string Key, string Value, string Source);

/// <summary>What is configured and where it comes from, without secrets.</summary>
public static class ConfigurationReport
{
    /// <summary>The source of what nobody set.</summary>
    public const string Default = "default";

    /// <summary>Stands for a secret that is set.</summary>
    public const string Redacted = "(set, not shown)";

    private static readonly string[] Suspicious = ["key", "secret", "token", "password", "credential", "connection"];

    /// <summary>What is set below <c>Council</c>, then the defaults of what is not; each in alphabetical order.</summary>
    /// <param name="configuration">The merged layers.</param>
    /// <param name="source">The layer that a key's value comes from, by its full path; null where the caller has no names of its own.</param>
    public static IReadOnlyList<ConfigurationRow> Rows(IConfiguration configuration, Func<string, string?>? source = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var council = configuration.GetSection(CouncilOptionsReader.SectionName);
        var written = UnknownKeys.Leaves(council).Where(path => !string.IsNullOrWhiteSpace(council[path])).ToList(); // empty is unset
        var set = written.Select(path => Row(configuration, path, council[path]!, source));
        var defaults = CouncilKeys.Process
            .Where(key => !written.Contains(key.Path, StringComparer.OrdinalIgnoreCase))
            .OrderBy(key => key.Path, StringComparer.OrdinalIgnoreCase)
            .Select(key => new ConfigurationRow("Council:" + key.Path, key.Default.Length == 0 ? "unset" : key.Default, Default));
        return [.. set, .. defaults];
    }

    private static ConfigurationRow Row(IConfiguration configuration, string path, string value, Func<string, string?>? source)
    {
        var key = "Council:" + path;
        return new ConfigurationRow(key, IsSecret(path, value) ? Redacted : value, source?.Invoke(key) ?? Source(configuration, key) ?? "unknown");
    }

    /// <summary>A key that is not in the table may hold anything; its name decides.</summary>
    private static bool IsSecret(string path, string value) => CouncilKeys.Find(path) is { } key
        ? key.Kind == KeyKind.Secret || (key.Kind == KeyKind.Address && value.Contains('@', StringComparison.Ordinal))
        : Suspicious.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase)) || value.Contains("://", StringComparison.Ordinal);

    private static string? Source(IConfiguration configuration, string path)
    {
        var last = (configuration as IConfigurationRoot)?.Providers.LastOrDefault(provider => provider.TryGet(path, out _));
        return last is ChainedConfigurationProvider chained ? Source(chained.Configuration, path) : last is null ? null : Layer(last);
    }

    private static string Layer(IConfigurationProvider provider)
    {
        var type = provider.GetType().Name.Replace("ConfigurationProvider", "", StringComparison.Ordinal);
        return type switch
        {
            "EnvironmentVariables" => "environment",
            "CommandLine" => "arguments",
            "Memory" => "built in",
            // "JsonConfigurationProvider for 'council.json' (Optional)"
            _ => provider.ToString()?.Split('\'') is [_, var file, ..] ? file : type,
        };
    }
}
