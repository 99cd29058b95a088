using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil;

/// <summary>
/// Puts a council together: <c>AddAiCouncil(configuration)</c>, then providers, models, a journal, a transport and, where calls
/// may be made, a worker. What is missing is said at start, with the call that adds it.
/// </summary>
public sealed class CouncilBuilder
{
    internal CouncilBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
    }

    public IServiceCollection Services { get; }

    /// <summary>The whole configuration; the council reads its section <c>Council</c>.</summary>
    public IConfiguration Configuration { get; }
}
