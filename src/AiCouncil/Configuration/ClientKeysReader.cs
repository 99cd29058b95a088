using AiCouncil.Requests;

namespace AiCouncil.Configuration;

/// <summary>
/// Reads the keys that open the HTTP API. A key that lies in a variable or a file which this process cannot read is told apart from
/// the errors: only the process that answers clients needs it.
/// </summary>
internal sealed class ClientKeysReader(SectionReader section, EnvironmentAccess environment)
{
    private const string Root = "Auth:Keys";
    private static readonly string[] Sources = ["Key", "Key_FILE", "KeyEnv"];
    private readonly List<ClientKey> _keys = [];
    private readonly List<string> _absent = [];

    /// <summary>The keys, and what is wrong with those that are kept elsewhere, each with its key path and the fix.</summary>
    public (IReadOnlyList<ClientKey> Keys, IReadOnlyList<string> Absent) Read()
    {
        foreach (var name in section.Children(Root))
        {
            ReadOne(name, $"{Root}:{name}");
        }

        return (_keys, _absent);
    }

    private void ReadOne(string name, string path)
    {
        var tenant = section.Text($"{path}:Tenant") ?? Tenants.Default;
        if (!Tenants.IsValid(tenant))
        {
            section.Error($"{path}:Tenant", "is 1 to 64 of a-z, 0-9, _ and -.");
        }

        string[] given = [.. Sources.Where(source => section.Text($"{path}:{source}") is not null)];
        switch (given)
        {
            case []:
                section.Error($"{path}:Key", "is empty or missing; write the key here, name its file in Key_FILE, or name its variable in KeyEnv.");
                break;
            case [var source]:
                Add(name, tenant, $"{path}:{source}", Value(path, source));
                break;
            default:
                section.Error($"{path}:{given[1]}", $"is a second source beside Council:{path}:{given[0]}; keep one.");
                break;
        }
    }

    /// <summary>Null when it is not there, and that is noted.</summary>
    private string? Value(string path, string source)
    {
        var text = section.Text($"{path}:{source}")!;
        return source switch
        {
            "KeyEnv" => environment.NonEmpty(text) ?? Absent(path, source, $"the environment variable {text} is not set; set it or name another one."),
            "Key_FILE" => FromFile(path, source, text),
            _ => text,
        };
    }

    private string? FromFile(string path, string source, string file)
    {
        try
        {
            var key = environment.ReadFile(environment.Expand(file)).Trim();
            return key.Length > 0 ? key : Absent(path, source, $"the file {file} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Absent(path, source, $"the file {file} cannot be read ({error.GetType().Name}).");
        }
    }

    private string? Absent(string path, string source, string what)
    {
        _absent.Add($"Council:{path}:{source}: {what}");
        return null;
    }

    private void Add(string name, string tenant, string path, string? key)
    {
        if (key is null)
        {
            return;
        }

        if (key.Length < ClientKey.MinLength)
        {
            section.Error(path, $"the key is shorter than {ClientKey.MinLength} characters and can be guessed; openssl rand -hex 32 makes a good one.");
        }
        else if (!key.All(letter => letter is > ' ' and < '\u007f'))
        {
            section.Error(path, "the key holds spaces or characters that no HTTP header carries; check how it was pasted.");
        }
        else if (ClientKey.Find(_keys, key) is { } twin)
        {
            section.Error(path, $"is the same key as that of Council:{Root}:{twin.Name}; give each its own.");
        }
        else
        {
            _keys.Add(ClientKey.Of(name, tenant, key));
        }
    }
}
