using AiCouncil.Acceptance.Tests.Durability;
using AiCouncil.Journal;
using AiCouncil.Requests;
using AiCouncil.Testing.Processes;
using AiCouncil.Testing.Providers;
using Xunit;

namespace AiCouncil.Acceptance.Tests.Cluster;

/// <summary>The payments of a request against the provider's books, and its costs against the price list.</summary>
internal sealed class ClusterAudit(FakeModels provider, ServerProcess server)
{
    private readonly PaymentAudit _payments = new(provider, server);

    /// <summary>One end; every payment listed; every known cost the provider's.</summary>
    public async Task<RequestDetails> CheckAsync(string id, int number)
    {
        var details = await _payments.CheckAsync(id, Questions.Mark(number));
        Assert.NotEqual(RequestState.Queued, details.Response.Status);
        Assert.NotEqual(RequestState.InProgress, details.Response.Status);
        var paid = provider.Calls.Where(it => it.Prompt.Contains(Questions.Mark(number), StringComparison.Ordinal)).ToList();
        var known = details.Attempts.Where(it => it.Result == AttemptResult.Answered).ToList();
        foreach (var model in known.GroupBy(it => details.Calls.First(call => call.Id == it.Call).Model))
        {
            Assert.InRange(model.Count(), 1, paid.Count(it => it.Model == model.Key));
            Assert.All(model, it => Assert.Equal(Price(model.Key), it.Cost));
        }

        return details;
    }

    /// <summary>20 tokens in and 10 out, at the prices that the configuration gives.</summary>
    private static Usd Price(string model)
    {
        var rank = Configurations.Names.ToList().IndexOf(model) + 1;
        return new Usd(1_000 * ((20 * rank) + (10 * 2 * rank)));
    }
}
