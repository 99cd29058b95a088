using System.Text.Json;
using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>What the rows, the log, the report and the provider's books say of one another, and what has to be prompt.</summary>
internal static class StrictInvariants
{
    /// <summary>From a decision to the last send that was already on its way.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(100);

    public static async Task CheckAsync(SimWorld world)
    {
        var views = world.AllRequests().Select(id => world.View(id)!).ToList();
        var shared = views.SelectMany(view => view.Calls).GroupBy(KeyOf).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        foreach (var view in views)
        {
            var id = view.Request.Spec.Id;
            var events = await world.Journal.ReadEventsAsync(id, 0, 10_000, CancellationToken.None);
            var attempts = await world.Journal.ReadAttemptsAsync(id, CancellationToken.None);
            CheckLog(world, view, events);
            CheckAttempts(world, view, attempts);
            if (world.Draw.Faults.HintsAreSafe && view.Request.Terminal)
            {
                CheckPrompt(world, view, events, shared);
            }
        }

        CheckBooks(world, views);
        foreach (var reader in world.Readers.Where(reader => reader.Node.Up))
        {
            Require(world, reader.Ended, $"who reads the events of {reader.Id} after {reader.Last} waits for ever");
            Require(world, !reader.Gap, $"who reads the events of {reader.Id} misses some");
        }
    }

    private static void CheckLog(SimWorld world, RequestView view, IReadOnlyList<CouncilEvent> events)
    {
        var id = view.Request.Spec.Id;
        Require(world, events[0].Type == "request.created", $"{id} does not begin with its creation");
        var reasons = events.Where(it => it.Type == "degraded").Select(it => JsonDocument.Parse(it.Data).RootElement.GetProperty("reason").GetString()!).ToList();
        var final = view.Request.Final;
        Require(world, final is null || reasons.SequenceEqual(final.DegradedReasons), $"{id}: its log and its report give different reasons for being degraded");
        Require(world, final is null || final.Degraded == reasons.Count > 0, $"{id} is not called degraded and is");
        foreach (var call in view.Calls)
        {
            var types = events.Where(it => it.Type.StartsWith("call.", StringComparison.Ordinal) && NumberOf(it) == call.Id.Number).Select(it => it.Type).ToList();
            Require(world, types.Count(it => it is "call.started" or "call.retried") <= call.Fence, $"{call.Id} was started more often in the log than it was claimed");
            Require(world, types.Count(it => it == "call.started") <= 1, $"{call.Id} started twice in the log");
            var notYetFolded = world.Draw.Faults.Freeze > 0 && view.Wakes.Count > 0; // everybody who could is frozen at the end of the world
            Require(world, notYetFolded || types.Count(it => it == "call.completed") == (call.State == CallState.Completed ? 1 : 0), $"{call.Id} is {call.State}; its log says completed {types.Count(it => it == "call.completed")} times");
            Require(world, types.Count(it => it == "call.outcome_unknown") <= call.Losses, $"{call.Id} was lost more often in the log than in truth");
            Require(world, types.Count(it => it == "call.cancelled") <= 1, $"{call.Id} was cancelled twice in the log");
            Require(world, types.Count(it => it == "call.failed") <= 1, $"{call.Id} failed twice in the log");
        }
    }

    private static void CheckAttempts(SimWorld world, RequestView view, IReadOnlyList<AttemptRow> attempts)
    {
        foreach (var call in view.Calls)
        {
            var own = attempts.Where(it => it.Call == call.Id).ToList();
            Require(world, call.AttemptsUsed == own.Count, $"{call.Id} counts {call.AttemptsUsed} attempts and has {own.Count}");
            Require(world, own.Select(it => it.Fence).Distinct().Count() == call.Fence, $"{call.Id} has fence {call.Fence} and attempts under {own.Select(it => it.Fence).Distinct().Count()}");
            var cost = own.Aggregate((Usd?)Usd.Zero, (sum, it) => sum is { } known && it.Cost is { } more ? known + more : null);
            Require(world, call.Fence == 0 || call.Cost == cost, $"{call.Id} costs {call.Cost}, its attempts {cost}");
            Require(world, !world.Draw.Faults.NobodyStops || own.TrueForAll(it => it.Result != AttemptResult.Open), $"{call.Id} has an attempt without an end");
        }
    }

    /// <summary>Every answer that reached a process that lives on is in the journal with its cost, whenever it came.</summary>
    private static void CheckBooks(SimWorld world, IReadOnlyList<RequestView> views)
    {
        if (world.Draw.Faults.Crash > 0)
        {
            return;
        }

        var known = views.SelectMany(view => SimWorld.Now(world.Journal.ReadAttemptsAsync(view.Request.Spec.Id, CancellationToken.None)))
            .Count(it => it.Result is AttemptResult.Answered or AttemptResult.Unusable);
        var answered = world.Ledger.Sends.Count(send => send.Answered);
        Require(world, known == answered, $"{answered} answers came and {known} are in the journal");
    }

    /// <summary>Where no hint is lost and nobody stops: ends at the deadline, and what nobody wants any more is let go of.</summary>
    private static void CheckPrompt(SimWorld world, RequestView view, IReadOnlyList<CouncilEvent> events, HashSet<(string, string)> shared)
    {
        var id = view.Request.Spec.Id;
        var ended = events.First(Invariants.IsTerminal).At;
        var late = TimeSpan.FromSeconds(world.Draw.Faults.Late > 0 ? 4 : 1);
        Require(world, ended <= view.Request.Deadline + TimeSpan.FromSeconds(1), $"{id} ended at {ended:mm:ss.fff}, its deadline was {view.Request.Deadline:mm:ss.fff}");
        foreach (var call in view.Calls.Where(call => !shared.Contains(KeyOf(call))))
        {
            var settled = view.Subtasks.FirstOrDefault(row => row.Subtask.Id == call.Subtask && call.Role == CallRole.Member)?.DecidedAt ?? ended;
            foreach (var send in world.Ledger.Of(KeyOf(call)))
            {
                Require(world, Time(send.At) <= settled + UnderWay, $"{call.Id} was sent at {Time(send.At):mm:ss.fff}, decided at {settled:mm:ss.fff}");
                Require(world, send.EndedAt is { } end && Time(end) <= settled + (SimWorld.Lease / 3) + late, $"{call.Id} ran on until {(send.EndedAt is { } at ? Time(at) : null):mm:ss.fff}, decided at {settled:mm:ss.fff}");
            }
        }
    }

    private static (string, string) KeyOf(CallRow call) => (call.Model, call.PromptHash);

    private static DateTimeOffset Time(long ticks) => SimClock.Epoch.AddTicks(ticks);

    private static int NumberOf(CouncilEvent news) => JsonDocument.Parse(news.Data).RootElement.GetProperty("call").GetInt32();

    private static void Require(SimWorld world, bool holds, string violation)
    {
        if (!holds)
        {
            world.Violations.Add(violation);
        }
    }
}
