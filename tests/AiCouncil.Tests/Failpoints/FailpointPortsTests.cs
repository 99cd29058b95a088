using AiCouncil.Failpoints;
using AiCouncil.Requests;
using AiCouncil.Transport;
using Xunit;

namespace AiCouncil.Tests.Failpoints;

public sealed class FailpointPortsTests
{
    [Fact]
    public async Task A_port_in_between_gets_every_call_and_gives_every_answer()
    {
        await using var inner = new InProcessTransport();
        var heard = new List<string>();
        var port = InterceptedPort<ITransport>.Around(inner, (method, _, call) =>
        {
            heard.Add(method);
            return call();
        });
        await port.PublishAsync("pool", new CallHint(new CallId(new RequestId(Guid.Empty), 1)), TestContext.Current.CancellationToken);
        Assert.Equal(1, await port.DepthAsync("pool", TestContext.Current.CancellationToken));
        Assert.Equal(inner.Capabilities, port.Capabilities);
        Assert.Equal([nameof(ITransport.PublishAsync), nameof(ITransport.DepthAsync), "get_Capabilities"], heard);
    }

    [Fact]
    public async Task What_a_port_throws_comes_through_as_it_is()
    {
        var inner = new InProcessTransport();
        var port = InterceptedPort<ITransport>.Around(inner, (_, _, call) => call());
        await inner.DisposeAsync();
        await Assert.ThrowsAsync<PublishFailedException>(() =>
            port.PublishAsync("pool", new CallHint(new CallId(new RequestId(Guid.Empty), 1)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_names_are_the_contract_of_the_tests() => Assert.Equal(
        [
            "AcceptCommitted", "MarkedPublished", "HintReceived", "ClaimCommitted", "MidStream", "AnswerReceived", "ResultCommitted", "ResultHinted",
            "ResultReceived", "InsideAdvance", "BeforeArbitration", "BeforeSynthesis", "BeforeTerminal", "CancelCommitted",
        ],
        Enum.GetNames<Failpoint>());
}
