using AiCouncil.Configuration;
using AiCouncil.Models;

namespace AiCouncil.Providers.Discovery;

/// <summary>Finds models by the vendors' well-known variables, and an Ollama on this machine.</summary>
internal sealed class EnvironmentDiscovery(EnvironmentAccess environment, OllamaProbe ollama) : IModelDiscovery
{
    public async ValueTask<Models.Discovery> DiscoverAsync(CancellationToken ct)
    {
        var models = new List<ModelOptions>();
        var notices = new List<string>();
        foreach (var offer in VendorTable.Offers)
        {
            if (environment.NonEmpty(offer.Vendor.KeyVariable) is { } key)
            {
                Take(offer, key, models, notices);
            }
        }

        models.AddRange(await ollama.ModelsAsync(ct).ConfigureAwait(false));
        return new Models.Discovery(models, notices);
    }

    private void Take(VendorOffer offer, string key, List<ModelOptions> models, List<string> notices)
    {
        if (offer.Provider is null)
        {
            notices.Add($"{offer.Vendor.KeyVariable} is set, but the vendor {offer.Vendor.Name} is not in this version.");
        }
        else if (environment.NonEmpty(offer.Vendor.BaseUrlVariable) is not null && offer.Vendor.Override(environment.NonEmpty) is null)
        {
            notices.Add($"{offer.Vendor.BaseUrlVariable} is not an address; {offer.Vendor.KeyVariable} is not used, "
                + "since it would go to another host than meant.");
        }
        else
        {
            models.AddRange(offer.Models.Select(model => Options(offer, model, key)));
        }
    }

    private ModelOptions Options(VendorOffer offer, OfferedModel model, string key) => new()
    {
        Name = model.Model,
        Provider = offer.Provider!,
        Vendor = model.Maker,
        Family = model.Family,
        Quality = model.Quality,
        InputPrice = model.Price.Input,
        OutputPrice = model.Price.Output,
        ContextWindow = model.ContextWindow,
        Deployments =
        [
            new DeploymentSettings
            {
                Path = offer.Vendor.KeyVariable,
                ModelName = model.Model,
                Name = model.Model,
                Provider = offer.Provider!,
                Model = model.Model,
                Endpoint = offer.Vendor.Base(environment.NonEmpty),
                ApiKey = key,
            },
        ],
    };
}
