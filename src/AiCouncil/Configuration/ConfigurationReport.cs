using Microsoft.Extensions.Configuration;

namespace AiCouncil.Configuration;

/// <summary>One key as <c>council config show</c> prints it.</summary>
/// <param name="Value">Redacted to <c>***</c> where it is or may be a secret.</param>
/// <param name="Source">The layer that set it: a file's name, "environment", "arguments" …; "default" when none did.</param>
public sealed record ConfigurationRow(string Key, string Value, string Source);

/// <summary>What is configured and where it comes from, without secrets.</summary>
public static class ConfigurationReport
{
    private const string Redacted = "***";
    private static readonly string[] Suspicious = ["key", "secret", "token", "password", "credential", "connection"];

    /// <summary>What is set below <c>Council</c>, then the defaults of what is not; each in alphabetical order.</summary>
    public static IReadOnlyList<ConfigurationRow> Rows(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var council = configuration.GetSection(CouncilOptionsReader.SectionName);
        var written = UnknownKeys.Leaves(council).ToList();
        var set = written.Select(path => Row(configuration, path, council[path]!));
        var defaults = CouncilKeys.Process
            .Where(key => !written.Contains(key.Path, StringComparer.OrdinalIgnoreCase))
            .OrderBy(key => key.Path, StringComparer.OrdinalIgnoreCase)
            .Select(key => new ConfigurationRow("Council:" + key.Path, key.Default, "default"));
        return [.. set, .. defaults];
    }

    private static ConfigurationRow Row(IConfiguration configuration, string path, string value) =>
        new("Council:" + path, IsSecret(path, value) ? Redacted : value, Source(configuration, "Council:" + path) ?? "unknown");

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
