namespace AiCouncil.Bench;

/// <summary>An empty folder, gone at the end.</summary>
internal sealed class BenchFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    public BenchFolder(string parent)
    {
        _folder = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"run-{Environment.ProcessId}"));
    }

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
