using System.Text.Json.Nodes;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Durability;

/// <summary>Holds what the council says it did against what the provider's own journal says it was asked.</summary>
internal sealed class PaymentAudit(FakeModels provider, ServerProcess server)
{
    /// <param name="mark">Words that this request's prompts hold and no other's.</param>
    public async Task<RequestDetails> CheckAsync(string id, string mark)
    {
        var details = CouncilJson.Deserialize<RequestDetails>((await server.GetAsync($"/api/v1/requests/{id}/details")).ToJsonString());
        var events = (await server.GetAsync($"/api/v1/requests/{id}/events"))["data"]!.AsArray();
        CheckLog(events);
        CheckPayments(details, events, [.. provider.Calls.Where(it => it.Prompt.Contains(mark, StringComparison.Ordinal))]);
        return details;
    }

    /// <summary>Numbers without a gap, one first event, one last.</summary>
    private static void CheckLog(JsonArray events)
    {
        var types = events.Select(it => it!["type"]!.GetValue<string>()).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(it => it!["sequence"]!.GetValue<int>()));
        Assert.Equal("request.created", types[0]);
        Assert.Equal([types[^1]], types.Where(it => it is "request.completed" or "request.failed" or "request.cancelled"));
    }

    /// <summary>
    /// Every paid call is an attempt that `show` lists; the same words went to the same model twice only where the log says that the
    /// outcome was unknown; what was answered and stored was never asked again.
    /// </summary>
    private static void CheckPayments(RequestDetails details, JsonArray events, IReadOnlyList<SentCall> paid)
    {
        foreach (var model in paid.GroupBy(it => it.Model))
        {
            var calls = details.Calls.Where(it => it.Model == model.Key).ToList();
            var attempts = details.Attempts.Where(it => calls.Exists(call => call.Id == it.Call)).ToList();
            Assert.InRange(model.Count(), 1, attempts.Count);
            var twice = model.Count() - model.DistinctBy(it => it.Body).Count();
            Assert.InRange(twice, 0, calls.Sum(it => Unknown(events, it)));
        }

        foreach (var call in details.Calls)
        {
            var sends = details.Attempts.Where(it => it.Call == call.Id).OrderBy(it => it.Fence).ThenBy(it => it.Number).ToList();
            Assert.InRange(sends.Count(it => it.Result == AttemptResult.Answered), 0, 1);
            Assert.All(sends.SkipLast(1), it => Assert.NotEqual(AttemptResult.Answered, it.Result));
            Assert.InRange(call.Losses, 0, Unknown(events, call));
        }
    }

    private static int Unknown(JsonArray events, CallRow call) => events.Count(it =>
        it!["type"]!.GetValue<string>() == "call.outcome_unknown" && it["data"]!["call"]!.GetValue<int>() == call.Id.Number);
}
