using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil;

/// <summary>The table of contents of a council.</summary>
public static class CouncilServiceCollectionExtensions
{
    /// <summary>Adds the council with the defaults and the validation of the command line, from the section <c>Council</c>.</summary>
    public static CouncilBuilder AddAiCouncil(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return new CouncilBuilder(services, configuration);
    }
}
