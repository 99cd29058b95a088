namespace AiCouncil.Configuration;

/// <summary>Where the PostgreSQL journal is: written, or in a mounted file. What the text means is the driver's to say.</summary>
internal sealed class PostgresConnectionReader(SectionReader section, EnvironmentAccess environment)
{
    private const string Key = "Postgres:Connection";
    private const string FileKey = Key + "_FILE";

    /// <returns>Null where none is given; with Council:Journal=Postgres that is an error and reported.</returns>
    public string? Read()
    {
        var (written, file) = (section.Text(Key), section.Text(FileKey));
        if (written is not null && file is not null)
        {
            section.Error(FileKey, $"is a second source beside Council:{Key}; keep one.");
            return null;
        }

        var connection = written ?? (file is null ? null : FromFile(file));
        if (written is null && file is null && "Postgres".Equals(section.Text("Journal"), StringComparison.OrdinalIgnoreCase))
        {
            section.Error(Key, "is missing; Council:Journal=Postgres needs Host=…;Database=…;Username=…;Password=… or a postgres:// URI.");
        }

        return connection;
    }

    private string? FromFile(string file)
    {
        try
        {
            var text = environment.ReadFile(environment.Expand(file)).Trim();
            if (text.Length > 0)
            {
                return text;
            }

            section.Error(FileKey, $"the file {file} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            section.Error(FileKey, $"the file {file} cannot be read ({error.GetType().Name}).");
        }

        return null;
    }
}
