using AiCouncil.Conformance;
using AiCouncil.Conformance.Transport;
using AiCouncil.RabbitMq;
using AiCouncil.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

[Covers(typeof(RabbitMqTransport))]
public sealed class RabbitMqTransportTests(RabbitFixture rabbit) : TransportConformance, IClassFixture<RabbitFixture>
{
    protected override async ValueTask<ITransport> OpenAsync()
    {
        var transport = new RabbitMqTransport(
            new RabbitMqOptions { Uri = rabbit.Server.Uri.ToString() }, new RabbitMqTuning { Prefix = rabbit.Prefix() }, new Random(1), TimeProvider.System,
            NullLogger<RabbitMqTransport>.Instance);
        await transport.OpenAsync(new TransportUse("here", ["default", "gpu"], Orchestrates: true), Ct);
        return transport;
    }
}
