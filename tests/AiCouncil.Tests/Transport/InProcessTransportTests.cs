using AiCouncil.Conformance;
using AiCouncil.Conformance.Transport;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Tests.Transport;

[Covers(typeof(InProcessTransport))]
public sealed class InProcessTransportTests : TransportConformance
{
    [Fact]
    public async Task A_full_queue_refuses_the_hint_and_says_so()
    {
        await PublishAsync(InProcessTransport.Capacity);
        var refused = await Assert.ThrowsAsync<PublishFailedException>(() => Transport.PublishAsync("default", Hint(1), Ct));
        Assert.Equal(PublishFailure.Rejected, refused.Failure);
        Assert.Equal(InProcessTransport.Capacity, await Transport.DepthAsync("default", Ct));
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_consumption_instead_of_one_slot()
    {
        await PublishAsync(1);
        var consuming = Transport.ConsumeAsync("default", 3, _ => throw new InvalidOperationException("a bug"), Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => consuming.WaitAsync(Ct));
    }

    protected override ValueTask<ITransport> OpenAsync() => ValueTask.FromResult<ITransport>(new InProcessTransport());
}
