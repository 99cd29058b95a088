namespace AiCouncil.Testing.Processes;

/// <summary>Where the built program is: the same configuration as the tests that look for it.</summary>
public static class CouncilProgram
{
    public static string Root { get; } = FindRoot();

    public static string Dll { get; } = Path.Combine(Root, "src/AiCouncil.Host/bin", Configuration(), "net10.0/council.dll");

    private static string Configuration() =>
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "AiCouncil.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
