using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>What must hold in every world, whatever went wrong in it.</summary>
internal static class Invariants
{
    private static readonly string[] Terminals = ["request.completed", "request.failed", "request.cancelled"];

    public static bool IsTerminal(CouncilEvent news) => Terminals.Contains(news.Type);

    public static async Task CheckAsync(SimWorld world)
    {
        var all = world.AllRequests();
        foreach (var lost in world.Accepted.Except(all))
        {
            world.Violations.Add($"an accepted request is gone: {lost}");
        }

        foreach (var id in all)
        {
            await CheckRequestAsync(world, id);
        }

        CheckPayments(world, [.. all.SelectMany(world.Calls)]);
        if (world.Draw.Faults.HintsAreSafe && world.Draw.Faults.Late == 0 && world.TotalWokenBySweep() > 0)
        {
            world.Violations.Add($"the wake sweep found {world.TotalWokenBySweep()} requests although no hint was lost");
        }
    }

    private static async Task CheckRequestAsync(SimWorld world, RequestId id)
    {
        var view = world.View(id)!;
        var events = await world.Journal.ReadEventsAsync(id, 0, 10_000, CancellationToken.None);
        Require(world, view.Request.Terminal, $"{id} never ended");
        Require(world, events.Count(it => Terminals.Contains(it.Type)) == 1, $"{id} has not exactly one terminal event");
        Require(world, events.Select(it => it.Sequence!.Value).SequenceEqual(Enumerable.Range(1, events.Count).Select(n => (long)n)), $"{id} has gaps in its log");
        Require(world, view.Request.Sequence == events.Count, $"{id} counts {view.Request.Sequence} events and has {events.Count}");
        Require(world, view.Request.Final is not null, $"{id} ended without a report");
        Require(world, view.Calls.Count <= 200, $"{id} has {view.Calls.Count} calls");
        Require(world, view.Request.Spec.CostLimitIsUsers is false || Spent(view) <= view.Request.Spec.CostLimit, $"{id} crossed its cost limit {view.Request.Spec.CostLimit}: {Spent(view)} = {Bill(view)}");
        foreach (var call in view.Calls)
        {
            await CheckCallAsync(world, call);
        }
    }

    private static Usd Spent(RequestView view) => view.Calls.Aggregate(Usd.Zero, (sum, call) => sum + (call.Cost ?? Usd.Zero));

    private static string Bill(RequestView view) => string.Join(
        " + ", view.Calls.Select(call => $"{call.Id.Number}:{call.Role}:{call.State} {call.Cost}/{call.Grant.Upper} fence {call.Fence} losses {call.Losses} attempts {call.AttemptsUsed}"));

    /// <summary>The journal's attempts against the provider's books.</summary>
    private static async Task CheckCallAsync(SimWorld world, CallRow call)
    {
        var attempts = (await world.Journal.ReadAttemptsAsync(call.Id.Request, CancellationToken.None)).Where(it => it.Call == call.Id).ToList();
        var known = attempts.Where(it => it.Result is AttemptResult.Answered or AttemptResult.Unusable).Select(it => it.Cost).ToList();
        var booked = world.Ledger.Of((call.Model, call.PromptHash)).Where(it => it.Paid).Select(it => it.Cost).ToList();
        Require(world, known.TrueForAll(booked.Remove), $"{call.Id}: a cost in the journal is not in the provider's books");
        Require(world, call.State is not (CallState.InFlight or CallState.Ready), $"{call.Id} is still {call.State} after its request ended");
        Require(world, call.AttemptsUsed <= call.Grant.Attempts, $"{call.Id} used {call.AttemptsUsed} of {call.Grant.Attempts} attempts");
    }

    /// <summary>Per call key: one payment, plus what the role allowed, plus what was reissued; each send listed.</summary>
    private static void CheckPayments(SimWorld world, IReadOnlyList<CallRow> calls)
    {
        foreach (var group in calls.Where(call => call.Fence > 0).GroupBy(call => (call.Model, call.PromptHash)))
        {
            var sends = world.Ledger.Of(group.Key).ToList();
            var allowed = group.Sum(call => 1 + (call.Grant.RetryUnusable ? 1 : 0) + (call.Grant.Attempts - 3));
            var paid = sends.Count(send => send.Paid);
            Require(world, paid <= allowed, $"{group.Key.Model} was paid {paid} times for one prompt, {allowed} allowed");
            var listed = group.Sum(call => call.AttemptsUsed);
            Require(world, sends.Count <= listed, $"{group.Key.Model} got {sends.Count} sends, the journal lists {listed}");
        }

        var unknown = world.Ledger.Sends.Select(send => send.Key).Except(calls.Select(call => (call.Model, call.PromptHash))).Count();
        Require(world, unknown == 0, $"{unknown} sends belong to no call in the journal");
    }

    private static void Require(SimWorld world, bool holds, string violation)
    {
        if (!holds)
        {
            world.Violations.Add(violation);
        }
    }
}
