using AiCouncil.Configuration;
using AiCouncil.RabbitMq;
using AiCouncil.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AiCouncil;

public static class CouncilBuilderRabbitMqExtensions
{
    /// <summary>
    /// Sends hints to workers in other processes over RabbitMQ (<c>Council:RabbitMq</c> or <paramref name="options"/>). Needs a journal
    /// that they share: add <c>UsePostgres</c>.
    /// </summary>
    /// <exception cref="CouncilConfigurationException">When the container builds the transport: the address is missing.</exception>
    public static CouncilBuilder UseRabbitMq(this CouncilBuilder builder, RabbitMqOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ITransport>(provider => new RabbitMqTransport(
            options ?? provider.GetRequiredService<CouncilOptions>().RabbitMq
                ?? throw new CouncilConfigurationException(["Council:RabbitMq:Uri: is missing: set it, or the file that holds it with _FILE."]),
            new RabbitMqTuning(), SharedRandom, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RabbitMqTransport>>())));
        return builder;
    }

#pragma warning disable RS0030 // composition is where the one shared, thread-safe source is taken from
    private static Random SharedRandom => Random.Shared;
#pragma warning restore RS0030
}
