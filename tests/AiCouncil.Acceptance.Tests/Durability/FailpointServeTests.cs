using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>One process on SQLite that kills itself at each of the named moments, and its successor on the same journal.</summary>
public sealed class FailpointServeTests
{
    private const int Requests = 6;

    [Theory]
    [InlineData("accept-committed:4")]
    [InlineData("hint-received:4")]
    [InlineData("claim-committed:4")]
    [InlineData("mid-stream")]
    [InlineData("answer-received:3")]
    [InlineData("result-committed:3")]
    [InlineData("result-hinted:3")]
    [InlineData("result-received:3")]
    [InlineData("inside-advance:3")]
    [InlineData("before-arbitration:2")]
    [InlineData("before-synthesis")]
    [InlineData("before-terminal:2")]
    public async Task All_that_was_accepted_comes_to_one_end(string failpoint)
    {
        await using var provider = FakeModels.Start(AnswerSoonAsync);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        sandbox.Variables["COUNCIL_FAILPOINT"] = failpoint;
        var accepted = new Dictionary<string, int>();
        await using (var first = await sandbox.ServeAsync())
        {
            await UntilGoneAsync(first, accepted);
            await first.GoneAsync();
        }

        sandbox.Variables.Remove("COUNCIL_FAILPOINT");
        await using var second = await sandbox.ServeAsync();
        var audit = new PaymentAudit(provider, second);
        foreach (var (id, number) in accepted)
        {
            await second.FollowAsync(id);
            Assert.Equal(RequestState.Completed, (await audit.CheckAsync(id, Questions.Mark(number))).Response.Status);
        }

        Assert.Equal("", (await sandbox.RunAsync("list", "--state", "in_progress", "-o", "jsonl")).Out);
    }

    [Fact]
    public async Task A_cancel_that_was_stored_holds_and_the_model_is_not_asked_again()
    {
        await using var provider = FakeModels.Start(call => call.Wire.StallAsync());
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        sandbox.Variables["COUNCIL_FAILPOINT"] = "cancel-committed";
        string id;
        await using (var first = await sandbox.ServeAsync())
        {
            id = await first.SubmitAsync(Body(Requests));
            await first.PatientlyAsync(provider.SeenAsync(1));
            await Assert.ThrowsAsync<HttpRequestException>(() => first.Client.PostAsync(
                new Uri($"/api/v1/requests/{id}/cancel", UriKind.Relative), content: null, TestContext.Current.CancellationToken));
            await first.GoneAsync();
        }

        sandbox.Variables.Remove("COUNCIL_FAILPOINT");
        await using var second = await sandbox.ServeAsync();
        await second.FollowAsync(id);
        Assert.Equal(RequestState.Cancelled, (await new PaymentAudit(provider, second).CheckAsync(id, Questions.Mark(Requests))).Response.Status);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task An_unknown_moment_is_refused_with_the_list_of_those_that_exist()
    {
        using var sandbox = new Sandbox(Configurations.Simulated());
        sandbox.Variables["COUNCIL_FAILPOINT"] = "after-lunch";
        var ended = await sandbox.RunAsync("serve", "--urls", "http://127.0.0.1:0");
        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains("claim-committed", ended.Error, StringComparison.Ordinal);
    }

    /// <summary>Goes on until the process has stopped itself: each round has a planned request and a streamed one.</summary>
    private static async Task UntilGoneAsync(ServerProcess server, Dictionary<string, int> accepted)
    {
        for (var number = 1; number <= Requests * 4 && !server.HasExited; number++)
        {
            try
            {
                accepted[await server.SubmitAsync(Body(number))] = number;
                if (number % Requests == 0)
                {
                    await Task.WhenAll(accepted.Keys.Select(server.FollowAsync));
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
            {
                return; // no 202, no promise
            }
        }
    }

    private static object Body(int number) => (number % Requests) switch
    {
        0 => new { prompt = $"What is 6 times 7? {Questions.Mark(number)}", mode = "direct", models = new[] { "gamma" }, stream = true },
        1 => new
        {
            prompt = $"First explain how TCP and QUIC open a connection, then compare them, and finally recommend one for a game server. {Questions.Mark(number)}",
            mode = "best-quality",
        },
        _ => Questions.Body(number),
    };

    private static Task AnswerSoonAsync(ModelCall call)
    {
        var answer = Questions.Answer(call);
        return call.AnswerInTwoAsync(answer[..1], answer[1..], Task.Delay(TimeSpan.FromMilliseconds(20 * (call.Wire.Number % 5)), TimeProvider.System, call.Wire.Stopped));
    }
}
