using AiCouncil.Conformance;
using AiCouncil.Conformance.Transport;
using AiCouncil.RabbitMq;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

[Covers(typeof(RabbitMqTransport))]
public sealed class RabbitMqTransportTests(RabbitFixture rabbit) : BrokerConformance, IClassFixture<RabbitFixture>
{
    private readonly RabbitHands _hands = new(rabbit.Server, rabbit.Prefix());

    protected override IBrokerHands Broker => _hands;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _hands.DisposeAsync();
    }

    protected override async ValueTask<ITransport> OpenAsync() => await _hands.JoinAsync(Here);
}
