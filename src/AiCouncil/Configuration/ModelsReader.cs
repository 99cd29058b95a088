using AiCouncil.Models;
using AiCouncil.Requests;

namespace AiCouncil.Configuration;

/// <summary>Reads <c>Models</c>: logical models and their deployments, merged and validated.</summary>
internal sealed class ModelsReader(SectionReader section, IReadOnlyList<IModelProvider> providers, EnvironmentAccess environment)
{
    /// <summary>Whether the model is of a provider from outside, whose keys only that provider knows.</summary>
    public bool HasOwnKeys(string model) =>
        Providers(model).Any(word => !ProviderWords.Known.Contains(word, StringComparer.OrdinalIgnoreCase)
            && ProviderWords.Serving(providers, word) is not null);

    /// <param name="called">Whether this process calls models; else their keys are not its business.</param>
    public IReadOnlyDictionary<string, ModelOptions> Read(TimeSpan callTimeout, bool called, IReadOnlyCollection<string> added)
    {
        var deployments = new DeploymentReader(section, providers, new ApiKeyReader(section, environment, called), callTimeout);
        var models = new Dictionary<string, ModelOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in section.Children("Models"))
        {
            var refusal = ModelNames.Refuse(name)
                ?? (added.Contains(name, StringComparer.OrdinalIgnoreCase) ? "a model of this name is added in code; rename one of the two." : null);
            if (refusal is not null)
            {
                section.Error($"Models:{name}", refusal);
            }
            else
            {
                models[name] = Model(name, Deployments(deployments, name));
            }
        }

        Different(models.Values);
        return models;
    }

    private ModelOptions Model(string name, IReadOnlyList<DeploymentSettings> deployments)
    {
        var path = $"Models:{name}";
        return new ModelOptions
        {
            Name = name,
            Provider = section.Text($"{path}:Provider") ?? deployments.Select(it => it.Provider).FirstOrDefault() ?? "",
            Vendor = section.Text($"{path}:Vendor")?.ToLowerInvariant(),
            Family = section.Text($"{path}:Family")?.ToLowerInvariant(),
            Tasks = section.Words<TaskType>($"{path}:Tasks"),
            Quality = section.Number($"{path}:Quality"),
            InputPrice = Price(path, "InputPrice", "OutputPrice"),
            OutputPrice = Price(path, "OutputPrice", "InputPrice"),
            ContextWindow = section.Integer($"{path}:ContextWindow"),
            Deployments = deployments,
        };
    }

    private decimal? Price(string path, string key, string other)
    {
        if (section.Text($"{path}:{key}") is null && section.Text($"{path}:{other}") is not null)
        {
            section.Error($"{path}:{key}", $"is missing; a price is the pair of InputPrice and OutputPrice, and {other} is set.");
        }

        return section.Money($"{path}:{key}");
    }

    private List<DeploymentSettings> Deployments(DeploymentReader reader, string name)
    {
        var path = $"Models:{name}";
        var read = new List<DeploymentSettings>();
        foreach (var deployment in section.Children($"{path}:Deployments").DefaultIfEmpty())
        {
            if (deployment is not null && ModelNames.RefuseDeployment(deployment) is { } refusal)
            {
                section.Error($"{path}:Deployments:{deployment}", refusal);
            }
            else if (reader.Read(name, deployment) is { } settings)
            {
                read.Add(settings);
            }
        }

        if (read.Select(it => it.Pool).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            section.Error($"{path}:Deployments",
                "are in different pools; a call of a model goes to one pool, so give the other pool's deployment a model of its own.");
        }

        return read;
    }

    private void Different(IEnumerable<ModelOptions> models)
    {
        var twins = models.SelectMany(model => model.Deployments).GroupBy(it => it.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any());
        foreach (var twin in twins)
        {
            section.Error(twin.Last().Path["Council:".Length..], $"a second deployment is called {twin.Key}; rename the model or the deployment.");
        }
    }

    private IEnumerable<string> Providers(string model) =>
        section.Children($"Models:{model}:Deployments").Select(name => section.Text($"Models:{model}:Deployments:{name}:Provider"))
            .Append(section.Text($"Models:{model}:Provider"))
            .OfType<string>();
}
