using AiCouncil.Models;

namespace AiCouncil.Configuration;

/// <summary>
/// Reads one deployment. Keys written at the model hold for its deployments too, except the key to the door: with a provider or
/// an endpoint of its own a deployment needs its own, so that a key never travels to another host by inheritance.
/// </summary>
internal sealed class DeploymentReader(SectionReader section, IReadOnlyList<IModelProvider> providers, ApiKeyReader keys, TimeSpan callTimeout)
{
    private static readonly HashSet<string> Common = new(
        CouncilKeys.OfModel.Concat(CouncilKeys.OfDeployment).Where(key => key.Providers.Count == 0).Select(key => key.Path), StringComparer.OrdinalIgnoreCase);

    /// <param name="deployment">Its name, null when it is written directly under the model.</param>
    /// <returns>Null when it has errors; they are reported.</returns>
    public DeploymentSettings? Read(string model, string? deployment)
    {
        var place = new Place($"Models:{model}", deployment);
        var word = section.Text(place.Of("Provider", section));
        var provider = word is null ? null : ProviderWords.Serving(providers, word);
        if (word is null || provider is null)
        {
            section.Error(place.Of("Provider", section), word is null
                ? $"is missing; write one of {string.Join(", ", ProviderWords.Known)}."
                : ProviderWords.Refuse(word));
            return null;
        }

        var settings = Settings(place, model, provider.Names.First(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)));
        foreach (var error in settings is null ? [] : provider.Validate(settings))
        {
            section.Report(error);
        }

        return settings;
    }

    private DeploymentSettings? Settings(Place place, string model, string provider)
    {
        var access = keys.Read(place, provider);
        var settings = new DeploymentSettings
        {
            Path = $"Council:{place.Path}",
            ModelName = model,
            Name = place.Deployment is null ? model : $"{model}/{place.Deployment}",
            Provider = provider,
            Model = section.Text(place.Of("Model", section)) ?? model,
            Endpoint = access?.Endpoint,
            ApiKey = access?.Key,
            Called = keys.Needed,
            Pool = Pool(place),
            MaxConcurrency = section.Integer(place.Of("MaxConcurrency", section)),
            Weight = section.Number(place.Of("Weight", section)) ?? 1,
            CallTimeout = callTimeout,
            Extra = Extra(place, provider),
        };
        return access is null ? null : settings;
    }

    private string Pool(Place place)
    {
        var path = place.Of("Pool", section);
        var pool = section.Text(path) ?? "default";
        if (ModelNames.RefuseDeployment(pool) is not null)
        {
            section.Error(path, "a pool's name has 1 to 100 letters, digits and _ - .");
        }

        return pool;
    }

    /// <summary>The provider's own keys; one that belongs to another provider is refused.</summary>
    private Dictionary<string, string> Extra(Place place, string provider)
    {
        var extra = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var root in place.Roots)
        {
            foreach (var (key, value) in section.Below(root))
            {
                var nested = key.StartsWith("Deployments:", StringComparison.OrdinalIgnoreCase);
                if (!nested && !Common.Contains(key) && IsOf(provider, root, key, place))
                {
                    extra[key] = value;
                }
            }
        }

        return extra;
    }

    private bool IsOf(string provider, string root, string key, Place place)
    {
        var owners = CouncilKeys.OfDeployment.FirstOrDefault(it => it.Path.Equals(key, StringComparison.OrdinalIgnoreCase))?.Providers ?? [];
        var foreign = owners.Count > 0 && !owners.Contains(provider);
        if (foreign && root == place.Path)
        {
            section.Error($"{root}:{key}", $"belongs to the provider {string.Join(", ", owners)}; this one is {provider}; remove it.");
        }

        return !foreign;
    }
}

/// <summary>Where a deployment is written: below its model or directly at it.</summary>
internal sealed record Place(string Model, string? Deployment)
{
    public string Path { get; } = Deployment is null ? Model : $"{Model}:Deployments:{Deployment}";

    /// <summary>From the general to the special.</summary>
    public IReadOnlyList<string> Roots => Deployment is null ? [Model] : [Model, Path];

    /// <summary>The path that holds the key's value: the deployment's own, else the model's, else where it belongs.</summary>
    public string Of(string key, SectionReader section) =>
        Deployment is null || section.Text($"{Path}:{key}") is not null || section.Text($"{Model}:{key}") is null ? $"{Path}:{key}" : $"{Model}:{key}";
}
