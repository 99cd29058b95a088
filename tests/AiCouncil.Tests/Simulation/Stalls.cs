using AiCouncil.Journal;

namespace AiCouncil.Tests.Simulation;

/// <summary>
/// Nothing waits while something is ready: a completion is folded in, and a due timer is heard, within seconds, as long as all
/// processes were up all the while and the journal answered.
/// </summary>
internal static class Stalls
{
    /// <summary>The wake sweep's age and tick, and the slowest drawn hint, with room.</summary>
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(4);

    public static void Check(SimWorld world, IReadOnlyList<SimNode> nodes)
    {
        if (world.Draw.Faults is { NobodyStops: true, Drop: 0 } && nodes.Count > 0 && nodes.All(node => node.UpSince is not null))
        {
            world.StuckCalls.Check(world, nodes.Count * world.Draw.Slots);
        }

        var steady = nodes.Count > 0 && nodes.All(node => node.Up && world.Scheduler.Now - node.UpSince > Allowed.Ticks);
        if (!steady || world.Draw.Faults.Freeze > 0 || world.Draw.Faults.JournalFault > 0 || world.Draw.Faults.Crash > 0)
        {
            return;
        }

        var since = world.Clock.GetUtcNow() - Allowed;
        foreach (var view in world.AllRequests().Select(id => world.View(id)!).Where(view => !view.Request.Terminal))
        {
            if (view.Calls.FirstOrDefault(call => call.HasNews && call.State != CallState.Cancelled && call.FinishedAt < since) is { } call)
            {
                world.Violations.Add($"a finished call was not folded in for {Allowed.TotalSeconds} s: {call.Id}, {call.State}");
            }

            if (view.Request.NextTimer < since)
            {
                world.Violations.Add($"a timer was due and nobody looked: {view.Request.Spec.Id}");
            }
        }
    }
}
