using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AiCouncil.Tests.House;

/// <summary>Which packages were restored, what licence each states, and what THIRD-PARTY-NOTICES.md says of them.</summary>
internal static partial class PackageLicences
{
    /// <summary>The licence of every restored NuGet package by id, as its own nuspec states it; null where it states none.</summary>
    public static IReadOnlyDictionary<string, string?> Restored()
    {
        var licences = new SortedDictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var assets in Repository.Projects().Select(AssetsOf).Where(File.Exists))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(assets));
            var folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
            foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() == "package")
                {
                    licences[library.Name.Split('/')[0]] = Stated(folders, library.Value.GetProperty("path").GetString()!);
                }
            }
        }

        return licences;
    }

    /// <summary>Rows of the notices: name and licence.</summary>
    public static IReadOnlyDictionary<string, string> Noticed() =>
        Row().Matches(Repository.Read("THIRD-PARTY-NOTICES.md"))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The licence of every npm package of the test clients, as the lock states it; null where it states none.</summary>
    public static IReadOnlyDictionary<string, string?> Npm()
    {
        using var document = JsonDocument.Parse(Repository.Read("tests/AiCouncil.Acceptance.Tests/node-clients/package-lock.json"));
        return document.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0)
            .ToDictionary(package => package.Name, package => package.Value.TryGetProperty("license", out var licence) ? licence.GetString() : null);
    }

    /// <summary>Whether every project was restored; only then is it known that a notice has no package.</summary>
    public static bool AllRestored() => Repository.Projects().All(project => File.Exists(AssetsOf(project)));

    private static string AssetsOf(string project) =>
        Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "obj", "project.assets.json");

    private static string? Stated(IEnumerable<string> folders, string package)
    {
        var folder = folders.Select(root => Path.Combine(root, package)).First(Directory.Exists);
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(node => node.Name.LocalName == "metadata");
        var licence = metadata.Elements().SingleOrDefault(node => node.Name.LocalName == "license");
        return (string?)licence?.Attribute("type") == "expression" ? licence!.Value : null;
    }

    [GeneratedRegex("^\\| `([^`]+)` \\| ([^|]+) \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
