namespace AiCouncil.Configuration;

/// <summary>A secret of the process: written, or in a mounted file (<c>KEY_FILE</c>). What the text means is the adapter's to say.</summary>
internal sealed class SecretReader(SectionReader section, EnvironmentAccess environment)
{
    /// <param name="neededBy">The key and the word of it without which the secret may be missing.</param>
    /// <param name="form">What it looks like, for the error.</param>
    /// <returns>Null where none is given; where it is needed that is an error and reported.</returns>
    public string? Read(string key, (string Key, string Word) neededBy, string form)
    {
        var fileKey = key + "_FILE";
        var (written, file) = (section.Text(key), section.Text(fileKey));
        if (written is not null && file is not null)
        {
            section.Error(fileKey, $"is a second source beside Council:{key}; keep one.");
            return null;
        }

        if (written is null && file is null && neededBy.Word.Equals(section.Text(neededBy.Key), StringComparison.OrdinalIgnoreCase))
        {
            section.Error(key, $"is missing; Council:{neededBy.Key}={neededBy.Word} needs {form}.");
        }

        return written ?? (file is null ? null : FromFile(fileKey, file));
    }

    private string? FromFile(string fileKey, string file)
    {
        try
        {
            var text = environment.ReadFile(environment.Expand(file)).Trim();
            if (text.Length > 0)
            {
                return text;
            }

            section.Error(fileKey, $"the file {file} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            section.Error(fileKey, $"the file {file} cannot be read ({error.GetType().Name}).");
        }

        return null;
    }
}
