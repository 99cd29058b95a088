using System.Collections.Concurrent;

namespace AiCouncil.Models;

/// <summary>Answers as a model once did: for evaluation without paying, and for tests with real models' words.</summary>
internal sealed class RecordedProvider : IModelProvider
{
    public const string Word = "recorded";

    /// <summary>One index per file, shared by all columns; a file is read when the first deployment names it.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Recordings>> _files = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names { get; } = [Word];

    public IModelEndpoint Create(DeploymentSettings deployment) => new RecordedEndpoint(deployment, Open(deployment.Extra["File"]));

    public IEnumerable<string> Validate(DeploymentSettings deployment)
    {
        var path = $"{deployment.Path}:File";
        if (!deployment.Extra.TryGetValue("File", out var file))
        {
            return [$"{path}: is missing; name a JSONL file with prompt and outputs."];
        }

        try
        {
            var columns = Open(file).Columns;
            return columns.Contains(deployment.Model) ? [] :
                [$"{deployment.Path}:Model: {file} has no outputs of \"{deployment.Model}\"{Configuration.Spelling.Hint(deployment.Model, columns)}"];
        }
        catch (RecordingException error)
        {
            return [$"{path}: {file}, line {error.Line}: {error.Message}"];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [$"{path}: {file} cannot be read ({error.GetType().Name}); name a JSONL file with prompt and outputs."];
        }
    }

    private Recordings Open(string file) =>
        _files.GetOrAdd(Path.GetFullPath(file), static full => new Lazy<Recordings>(() => Load(full), LazyThreadSafetyMode.PublicationOnly)).Value;

    private static Recordings Load(string full)
    {
        using var reader = new StreamReader(full);
        return Recordings.Read(reader, StringComparer.Ordinal);
    }
}
