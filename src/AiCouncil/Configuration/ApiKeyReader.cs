using AiCouncil.Models;

namespace AiCouncil.Configuration;

/// <summary>Where a deployment is and the key it opens with; no key where the endpoint asks for none.</summary>
internal sealed record DeploymentAccess(Uri? Endpoint, string? Key);

/// <summary>
/// Finds a deployment's key. A vendor's well-known variable goes only to that vendor's hosts or to its <c>_BASE_URL</c>;
/// a key that is missing is an error, never a simulation.
/// </summary>
/// <param name="needed">False where the process never calls models: then no key is looked for, and none is held.</param>
internal sealed class ApiKeyReader(SectionReader section, EnvironmentAccess environment, bool needed = true)
{
    public bool Needed => needed;

    private const string None = "none";
    private static readonly string[] Sources = ["ApiKey", "ApiKey_FILE", "ApiKeyEnv"];

    /// <returns>Null when there is an error; it is reported.</returns>
    public DeploymentAccess? Read(Place place, string provider)
    {
        var path = place.Of("Endpoint", section);
        var endpoint = section.Address(path);
        if (endpoint is null && section.Text(path) is not null)
        {
            return null;
        }

        if (endpoint is null && provider == ProviderWords.OpenAiCompatible)
        {
            section.Error(path, $"is missing; {provider} needs the server's address, http://127.0.0.1:8000/v1 for example.");
            return null;
        }

        if (endpoint is null && provider == ProviderWords.OpenAi)
        {
            var vendor = KnownVendors.OpenAi;
            if (environment.NonEmpty(vendor.BaseUrlVariable) is not null && vendor.Override(environment.NonEmpty) is null)
            {
                return Refuse(path, $"the variable {vendor.BaseUrlVariable} is not an address; correct or unset it, or set this key.");
            }

            endpoint = vendor.Base(environment.NonEmpty);
        }

        endpoint ??= provider == ProviderWords.Ollama ? ProviderWords.OllamaEndpoint : null;
        return needed ? Keyed(place, provider, endpoint) : new DeploymentAccess(endpoint, null);
    }

    private DeploymentAccess? Keyed(Place place, string provider, Uri? endpoint) =>
        Given(place) switch
        {
            { Count: > 1 } many => Refuse(many[1], $"is a second source of the key beside Council:{many[0]}; keep one."),
            [var one] => Explicit(one, endpoint),
            _ => Implied(place, provider, endpoint),
        };

    private List<string> Given(Place place)
    {
        var own = Present(place.Path);
        var elsewhere = place.Deployment is not null
            && (section.Text($"{place.Path}:Provider") is not null || section.Text($"{place.Path}:Endpoint") is not null);
        return own.Count > 0 || elsewhere ? own : Present(place.Model);
    }

    private List<string> Present(string root) => [.. Sources.Select(source => $"{root}:{source}").Where(path => section.Text(path) is not null)];

    private DeploymentAccess? Explicit(string path, Uri? endpoint)
    {
        var value = section.Text(path)!;
        if (path.EndsWith(":ApiKey", StringComparison.Ordinal))
        {
            return value.Equals(None, StringComparison.OrdinalIgnoreCase) ? new DeploymentAccess(endpoint, null) : Checked(path, value, endpoint);
        }

        return path.EndsWith("_FILE", StringComparison.Ordinal) ? FromFile(path, value, endpoint) : FromVariable(path, value, endpoint);
    }

    private DeploymentAccess? FromFile(string path, string file, Uri? endpoint)
    {
        try
        {
            var key = environment.ReadFile(environment.Expand(file)).Trim();
            return key.Length > 0 ? Checked(path, key, endpoint) : Refuse(path, $"the file {file} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse(path, $"the file {file} cannot be read ({error.GetType().Name}).");
        }
    }

    private DeploymentAccess? FromVariable(string path, string variable, Uri? endpoint)
    {
        if (KnownVendors.OfKeyVariable(variable) is { } vendor && !vendor.Owns(endpoint ?? vendor.DefaultEndpoint, environment.NonEmpty))
        {
            return Refuse(path, $"{variable} goes only to {vendor.Name} ({string.Join(", ", vendor.Hosts)}) or to {vendor.BaseUrlVariable}; "
                + $"{endpoint!.Host} needs a variable of its own.");
        }

        return environment.NonEmpty(variable) is { } key
            ? Checked(path, key, endpoint)
            : Refuse(path, $"the environment variable {variable} is not set; set it or name another one.");
    }

    /// <summary>No key was named: the vendor's own where the endpoint is the vendor's; none at home; else an error.</summary>
    private DeploymentAccess? Implied(Place place, string provider, Uri? endpoint)
    {
        if (endpoint is null || !ProviderWords.OverHttp.Contains(provider))
        {
            return new DeploymentAccess(endpoint, null);
        }

        var vendor = KnownVendors.All.FirstOrDefault(it => it.Owns(endpoint, environment.NonEmpty));
        if (vendor is not null && environment.NonEmpty(vendor.KeyVariable) is { } key)
        {
            return Checked($"{place.Path}:ApiKeyEnv", key, endpoint);
        }

        return endpoint.IsLoopback || provider == ProviderWords.Ollama ? new DeploymentAccess(endpoint, null)
            : vendor is not null ? Refuse($"{place.Path}:ApiKeyEnv", $"no key; set {vendor.KeyVariable}, or name another variable here.")
            : Refuse($"{place.Path}:ApiKeyEnv", $"no key for {endpoint.Host}; name the variable that holds it, or write ApiKey=none where it asks for none.");
    }

    private DeploymentAccess? Checked(string path, string key, Uri? endpoint) =>
        key.All(letter => letter is > ' ' and < '\u007f')
            ? new DeploymentAccess(endpoint, key)
            : Refuse(path, "the key holds spaces or characters that no HTTP header carries; check how it was pasted.");

    private DeploymentAccess? Refuse(string path, string what)
    {
        section.Error(path, what);
        return null;
    }
}
