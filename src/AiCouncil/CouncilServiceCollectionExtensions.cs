using AiCouncil.Analysis;
using AiCouncil.Arbitration;
using AiCouncil.Configuration;
using AiCouncil.Decomposition;
using AiCouncil.Models;
using AiCouncil.Orchestration;
using AiCouncil.Requests;
using AiCouncil.Routing;
using AiCouncil.Synthesis;
using AiCouncil.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiCouncil;

/// <summary>The table of contents of a council.</summary>
public static class CouncilServiceCollectionExtensions
{
    /// <summary>Adds the council with the defaults and the validation of the command line, from the section <c>Council</c>.</summary>
    /// <remarks>The section is read at start: a <see cref="CouncilConfigurationException"/> then names every error at once.</remarks>
    public static CouncilBuilder AddAiCouncil(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance); // a host has brought its own
        services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, ClockIds>();
        services.TryAddSingleton(EnvironmentAccess.Process);
        services.TryAddSingleton(provider => Options(provider, configuration));
        AddModels(services);
        AddRooms(services);
        services.TryAddSingleton<ITransport, InProcessTransport>();
        services.TryAddSingleton(CouncilGrounds.Setup);
        services.TryAddSingleton<ICouncilSetup>(provider => provider.GetRequiredService<CouncilSetup>());
        services.TryAddSingleton<PreparedCouncil>();
        services.TryAddSingleton<ICouncil>(provider => provider.GetRequiredService<PreparedCouncil>());
        services.TryAddSingleton<ICouncilRecords>(provider => provider.GetRequiredService<PreparedCouncil>());
        services.TryAddSingleton<ICouncilOperations>(CouncilGrounds.Operations);
        services.AddHostedService<CouncilRuntime>();
        CouncilChatClients.Add(services);
        return new CouncilBuilder(services, configuration);
    }

    private static void AddModels(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelProvider, SimulatedProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelProvider, RecordedProvider>());
        services.TryAddSingleton<AddedModelEndpoint>(provider => (model, settings, _) =>
            ChatClientEndpoint.OfAnyClient(model.Client(provider), settings.CallTimeout, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ModelCatalogue>();
        services.TryAddSingleton<IModelCatalogue>(provider => provider.GetRequiredService<ModelCatalogue>());
    }

    private static void AddRooms(IServiceCollection services)
    {
        services.TryAddSingleton<IRequestAnalyzer, HeuristicAnalyzer>();
        services.TryAddSingleton<ICouncilRouter, CouncilRouter>();
        services.TryAddSingleton<IPlanReader, JsonPlanReader>();
        // Left to itself the container takes the longer constructor, with no normalisers at all: then nothing is ever voted on.
        services.TryAddSingleton<IArbiter>(_ => new PluralityArbiter());
        services.TryAddSingleton<ISynthesizer, PromptSynthesizer>();
        services.TryAddSingleton<ISizeEstimator, CharacterSizeEstimator>();
        services.TryAddSingleton<ThinkingRooms>();
    }

    private static CouncilOptions Options(IServiceProvider provider, IConfiguration configuration)
    {
        var reader = new CouncilOptionsReader(provider.GetServices<IModelProvider>(), provider.GetRequiredService<EnvironmentAccess>());
        var reading = reader.Read(configuration, [.. provider.GetServices<AddedModel>().Select(model => model.Name)]);
        return reading.Options ?? throw new CouncilConfigurationException(reading.Errors);
    }
}
