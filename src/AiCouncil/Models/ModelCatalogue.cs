using AiCouncil.Configuration;

namespace AiCouncil.Models;

/// <summary>Where the models of a catalogue come from.</summary>
internal enum ModelOrigin { Configured, Discovered, Demo }

/// <summary>
/// The models of this process: those configured or added in code; else those discovered; else the demo models. Discovery
/// asks the machine, therefore <see cref="LoadAsync"/> comes before the first use.
/// </summary>
internal sealed class ModelCatalogue : IModelCatalogue
{
    private readonly CouncilOptions _options;
    private readonly IReadOnlyList<IModelProvider> _providers;
    private readonly IReadOnlyList<IModelDiscovery> _discoveries;
    private volatile Content? _content;

    /// <param name="options">Validated: every provider word is served.</param>
    public ModelCatalogue(
        CouncilOptions options, IEnumerable<IModelProvider> providers, IEnumerable<AddedModel> added, AddedModelEndpoint endpoints,
        IEnumerable<IModelDiscovery> discoveries)
    {
        _options = options;
        _providers = [.. providers];
        _discoveries = [.. discoveries];
        var own = added.Select(model => new Deployment(model.Settings with { CallTimeout = options.CallTimeout }, model.Info,
            endpoints(model, model.Settings with { CallTimeout = options.CallTimeout }, model.Info))).ToList();
        if (options.Models.Count + own.Count > 0)
        {
            _content = new Content(ModelOrigin.Configured, [.. options.Models.Values.SelectMany(Deployments), .. own], []);
        }
    }

    public IReadOnlyList<ModelInfo> Models => Loaded.Models;

    public ModelOrigin Origin => Loaded.Origin;

    /// <summary>For people: what discovery found beside the models and cannot use.</summary>
    public IReadOnlyList<string> Notices => Loaded.Notices;

    public ModelInfo? Find(string name) => DeploymentsOf(name) is [var first, ..] ? first.Model : null;

    public IReadOnlyList<Deployment> DeploymentsOf(string model) => Loaded.ByModel.GetValueOrDefault(model) ?? [];

    private Content Loaded => _content ?? throw new InvalidOperationException("The catalogue is not loaded; await LoadAsync first.");

    /// <summary>Discovers models when none is configured. Asks once; later calls return at once.</summary>
    /// <exception cref="CouncilConfigurationException">
    /// The panel or a role names a model that was not found, or all that was found cannot be used: who holds a key expects an
    /// answer of a model, never a simulation.
    /// </exception>
    public async ValueTask LoadAsync(CancellationToken ct)
    {
        if (_content is not null)
        {
            return;
        }

        var found = new List<ModelOptions>();
        var notices = new List<string>();
        foreach (var discovery in _discoveries)
        {
            var result = await discovery.DiscoverAsync(ct).ConfigureAwait(false);
            found.AddRange(result.Models.Where(model => !found.Exists(it => it.Name.Equals(model.Name, StringComparison.OrdinalIgnoreCase))));
            notices.AddRange(result.Notices);
        }

        if (found.Count == 0 && notices.Count > 0)
        {
            throw new CouncilConfigurationException(
                [.. notices.Select(notice => $"Council:Models is empty, and {notice} Configure a model, or unset the variable to try the demo models.")]);
        }

        Accept(found.Count > 0 ? ModelOrigin.Discovered : ModelOrigin.Demo, found.Count > 0 ? found : DemoModels.All, notices);
    }

    private void Accept(ModelOrigin origin, IReadOnlyList<ModelOptions> models, IReadOnlyList<string> notices)
    {
        var unknown = ModelNames.Unknown(_options, [.. models.Select(model => model.Name)]).ToList();
        if (unknown.Count > 0)
        {
            throw new CouncilConfigurationException(unknown);
        }

        _content = new Content(origin, [.. models.SelectMany(Deployments)], notices);
    }

    private IEnumerable<Deployment> Deployments(ModelOptions model)
    {
        var info = ModelFacts.Of(model);
        return model.Deployments.Select(settings => new Deployment(settings with { CallTimeout = _options.CallTimeout }, info,
            Provider(settings).Create(settings with { CallTimeout = _options.CallTimeout })));
    }

    private IModelProvider Provider(DeploymentSettings settings) =>
        ProviderWords.Serving(_providers, settings.Provider)
        ?? throw new CouncilConfigurationException([$"{settings.Path}:Provider: {ProviderWords.Refuse(settings.Provider)}"]);

    private sealed class Content
    {
        public Content(ModelOrigin origin, IReadOnlyList<Deployment> deployments, IReadOnlyList<string> notices)
        {
            Origin = origin;
            Notices = notices;
            Models = [.. deployments.Select(deployment => deployment.Model).Distinct()];
            ByModel = deployments.GroupBy(deployment => deployment.Model.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, IReadOnlyList<Deployment> (group) => [.. group], StringComparer.OrdinalIgnoreCase);
        }

        public ModelOrigin Origin { get; }

        public IReadOnlyList<ModelInfo> Models { get; }

        public IReadOnlyDictionary<string, IReadOnlyList<Deployment>> ByModel { get; }

        public IReadOnlyList<string> Notices { get; }
    }
}
