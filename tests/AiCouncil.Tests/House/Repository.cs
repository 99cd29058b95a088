namespace AiCouncil.Tests.House;

/// <summary>The files of the repository as a clone has them: what builds and installs leave behind is not seen.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Left =
        ["bin", "obj", ".git", ".artifacts", "node_modules", "TestResults", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Has(string path) => File.Exists(Path.Combine(Root, path));

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder = "") =>
        Walk(Path.Combine(Root, folder)).Select(Relative).Order(StringComparer.Ordinal);

    /// <summary>Sources in C#, of the program, its tests and its examples.</summary>
    public static IEnumerable<string> Sources() => Files().Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Folders with at least one file, relative to the root.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Files(folder).Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')).Distinct();

    public static IEnumerable<string> Projects() => Files().Where(path => path.EndsWith(".csproj", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(child => !Left.Contains(Path.GetFileName(child))).SelectMany(Walk))
        .Where(path => Path.GetFileName(path) != ".git");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AiCouncil.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No AiCouncil.slnx above " + AppContext.BaseDirectory);
    }
}
