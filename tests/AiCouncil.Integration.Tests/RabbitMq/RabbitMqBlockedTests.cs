using AiCouncil.Requests;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Integration.Tests.RabbitMq;

/// <summary>A broker that has run out of memory takes no messages, and goes on delivering.</summary>
public sealed class RabbitMqBlockedTests(RabbitFixture rabbit) : IClassFixture<RabbitFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_waits_for_a_blocked_broker_and_delivery_goes_on()
    {
        await using var hands = new RabbitHands(rabbit.Server, rabbit.Prefix());
        await using var transport = await hands.JoinAsync(new TransportUse("here", ["default"], Orchestrates: true));
        await transport.PublishAsync("default", Hint(1), Ct);
        await BlockAsync();
        Task waiting;
        try
        {
            waiting = transport.PublishAsync("default", Hint(2), Ct);
            await ConsumeOneAsync(transport);
            Assert.Equal(0, await transport.DepthAsync("default", Ct));
            Assert.False(waiting.IsCompleted);
        }
        finally
        {
            await UnblockAsync();
        }

        await waiting;
        await ConsumeOneAsync(transport);
    }

    [Fact]
    public async Task What_a_blocked_broker_never_took_is_told_and_comes_after_it()
    {
        await using var hands = new RabbitHands(rabbit.Server, rabbit.Prefix());
        await using var transport = await hands.JoinAsync(new TransportUse("here", ["default"], Orchestrates: true));
        await transport.PublishAsync("default", Hint(1), Ct);
        await BlockAsync();
        try
        {
            Assert.Equal(PublishFailure.Unknown, await FailureAsync(transport, 2)); // sent before it was known
            Assert.Equal(PublishFailure.Rejected, await FailureAsync(transport, 3)); // not sent at all
        }
        finally
        {
            await UnblockAsync();
        }

        await transport.PublishAsync("default", Hint(4), Ct);
        Assert.InRange(await transport.DepthAsync("default", Ct), 2, 3);
    }

    private static CallHint Hint(int number) => new(new CallId(new RequestId(Guid.Empty), number));

    private static async Task<PublishFailure> FailureAsync(ITransport transport, int number) =>
        (await Assert.ThrowsAsync<PublishFailedException>(() => transport.PublishAsync("default", Hint(number), Ct))).Failure;

    private static async Task ConsumeOneAsync(ITransport transport)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await transport.ConsumeAsync("default", 1, _ => stop.CancelAsync(), stop.Token);
    }

    private Task<string> BlockAsync() => rabbit.Server.ControlAsync("set_vm_memory_high_watermark", "absolute", "1MB");

    private Task<string> UnblockAsync() => rabbit.Server.ControlAsync("set_vm_memory_high_watermark", "0.6");
}
