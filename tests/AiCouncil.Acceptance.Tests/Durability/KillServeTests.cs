using System.Collections.Concurrent;
using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>kill -9 of a real <c>council serve</c>, restarted on the same journal, against a provider that keeps its own books.</summary>
public sealed class KillServeTests
{
    private const int Requests = 20;

    [Fact]
    public async Task All_requests_finish_after_a_kill_in_their_middle_and_nothing_is_paid_twice_in_silence()
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(call => AnswerTheFirstAsync(call, Requests / 2, killed.Task));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        await using var first = await sandbox.ServeAsync();
        var ids = await Task.WhenAll(Enumerable.Range(1, Requests).Select(number => first.SubmitAsync(Questions.Body(number))));
        await first.PatientlyAsync(provider.SeenAsync(Requests));
        await first.KillAsync();
        killed.SetResult();

        await using var second = await sandbox.ServeAsync();
        var ended = await FinishAsync(provider, second, ids);

        Assert.All(ended, it => Assert.Equal(RequestState.Completed, it.Response.Status));
        Assert.Contains(ended, it => it.Calls.Any(call => call.Losses > 0));
        Assert.Equal("", (await sandbox.RunAsync("list", "--state", "in_progress", "-o", "jsonl")).Out);
    }

    [Fact]
    public async Task Kill_after_kill_at_other_moments_leaves_every_request_with_one_end()
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = FakeModels.Start(call => AnswerTheFirstAsync(call, Requests / 2, killed.Task));
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var ids = new List<string>();
        await using (var first = await sandbox.ServeAsync())
        {
            ids.AddRange(await Task.WhenAll(Enumerable.Range(1, Requests).Select(number => first.SubmitAsync(Questions.Body(number)))));
            await first.KillAsync(); // half of the requests at least have no answer yet
            killed.SetResult();
        }

        foreach (var more in new[] { 3, 12 })
        {
            var before = provider.Calls.Count;
            await using var next = await sandbox.ServeAsync();
            await next.PatientlyAsync(Task.WhenAny(provider.SeenAsync(before + more), AllEndedAsync(next, ids)));
            await next.KillAsync();
        }

        await using (var last = await sandbox.ServeAsync())
        {
            var ended = await FinishAsync(provider, last, ids);
            Assert.All(ended.Where(it => it.Response.Status != RequestState.Completed), WasLostTwice);
            await last.KillAsync(); // nothing is in flight
        }

        var paid = provider.Calls.Count;
        await using var idle = await sandbox.ServeAsync();
        await FinishAsync(provider, idle, ids);
        Assert.Equal(paid, provider.Calls.Count);
    }

    [Fact]
    public async Task Every_request_that_was_answered_with_202_exists_after_a_kill_in_a_burst_of_accepts()
    {
        await using var provider = FakeModels.Start(AnswerSoonAsync);
        using var sandbox = new Sandbox(Configurations.FiveModels(provider));
        var accepted = new ConcurrentDictionary<int, string>();
        await using (var first = await sandbox.ServeAsync())
        {
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var burst = Enumerable.Range(1, 60).Select(number => SubmitAsync(first, number, accepted, enough)).ToList();
            await first.PatientlyAsync(enough.Task);
            await first.KillAsync();
            await Task.WhenAll(burst);
        }

        await using var second = await sandbox.ServeAsync();
        var audit = new PaymentAudit(provider, second);
        foreach (var (number, id) in accepted)
        {
            await second.FollowAsync(id);
            Assert.Equal(RequestState.Completed, (await audit.CheckAsync(id, Questions.Mark(number))).Response.Status);
        }
    }

    /// <summary>Not all at once: some answers are stored before the kill, some calls are under way, some wait.</summary>
    private static async Task AnswerSoonAsync(ModelCall call)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20 * (call.Wire.Number % 8)), TimeProvider.System, call.Wire.Stopped);
        await call.AnswerAsync(Questions.Answer(call));
    }

    /// <summary>Before the kill some calls are answered and the rest is surely under way, however slow this machine is.</summary>
    private static async Task AnswerTheFirstAsync(ModelCall call, int answered, Task killed)
    {
        if (call.Wire.Number > answered)
        {
            await call.WaitAsync(killed);
        }

        await AnswerSoonAsync(call);
    }

    /// <summary>A slow test may kill when little is left to call for: then there are never as many calls as it waits for.</summary>
    private static async Task AllEndedAsync(ServerProcess server, IReadOnlyList<string> ids)
    {
        try
        {
            await Task.WhenAll(ids.Select(server.FollowAsync));
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            // The kill came first.
        }
    }

    private static async Task<IReadOnlyList<RequestDetails>> FinishAsync(FakeModels provider, ServerProcess server, IReadOnlyList<string> ids)
    {
        await Task.WhenAll(ids.Select(server.FollowAsync));
        var audit = new PaymentAudit(provider, server);
        return await Task.WhenAll(ids.Select((id, index) => audit.CheckAsync(id, Questions.Mark(index + 1))));
    }

    /// <summary>A call that was lost twice is given up; only such a one may fail a request here.</summary>
    private static void WasLostTwice(RequestDetails details)
    {
        Assert.Equal(RequestState.Failed, details.Response.Status);
        Assert.Contains(details.Calls, it => it.Losses == 2);
    }

    private static async Task SubmitAsync(ServerProcess server, int number, ConcurrentDictionary<int, string> accepted, TaskCompletionSource enough)
    {
        try
        {
            accepted[number] = await server.SubmitAsync(Questions.Body(number));
            if (accepted.Count >= 15)
            {
                enough.TrySetResult();
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // No 202, no promise.
        }
    }
}
