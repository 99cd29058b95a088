using System.Globalization;
using System.Text;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>What happened in one world, for the person who runs a failing seed again.</summary>
internal static class SimStory
{
    public static async Task<string> TellAsync(SimWorld world)
    {
        var story = new StringBuilder();
        var draw = world.Draw;
        story.AppendLine(CultureInfo.InvariantCulture, $"{draw.Faults}");
        story.AppendLine(CultureInfo.InvariantCulture, $"{draw.Processes} processes, owned {draw.Owned}, named {draw.NamedNodes}, {draw.Slots} slots, {draw.Policy}");
        foreach (var id in world.AllRequests().Reverse())
        {
            await TellRequestAsync(world, id, story);
        }

        foreach (var send in world.Ledger.Sends)
        {
            story.AppendLine(CultureInfo.InvariantCulture, $"  ledger {Seconds(send.At)} {send.Key.Model} {send.Key.Prompt[..6]} paid {send.Paid} {send.Cost}");
        }

        return story.ToString();
    }

    private static async Task TellRequestAsync(SimWorld world, RequestId id, StringBuilder story)
    {
        var view = world.View(id)!;
        story.AppendLine(CultureInfo.InvariantCulture,
            $"{id} {view.Request.Spec.Mode} {view.Request.State} v{view.Request.Version} owner {view.Request.Owner} deadline {view.Request.Deadline:mm:ss.fff} timer {view.Request.NextTimer:mm:ss.fff} wakes {view.Wakes.Count}");
        foreach (var next in await world.Journal.ReadEventsAsync(id, 0, 1_000, CancellationToken.None))
        {
            story.AppendLine(CultureInfo.InvariantCulture, $"  {next.Sequence} {next.At:mm:ss.fff} {next.Type} {next.Data}");
        }

        foreach (var call in view.Calls)
        {
            story.AppendLine(CultureInfo.InvariantCulture,
                $"  call {call.Id.Number} {call.Role} {call.Model} {call.State} fence {call.Fence} attempts {call.AttemptsUsed}/{call.Grant.Attempts} losses {call.Losses} gone {call.HolderGone} due {call.NotBefore:mm:ss.fff} published {call.PublishedAt:mm:ss.fff} by {call.ClaimedBy} sent {call.SentAt:mm:ss.fff} finished {call.FinishedAt:mm:ss.fff} {call.PromptHash[..6]}");
        }

        foreach (var attempt in await world.Journal.ReadAttemptsAsync(id, CancellationToken.None))
        {
            story.AppendLine(CultureInfo.InvariantCulture,
                $"  attempt {attempt.Call.Number}/{attempt.Fence}.{attempt.Number} {attempt.StartedAt:mm:ss.fff}-{attempt.EndedAt:mm:ss.fff} {attempt.Result} {attempt.Detail} {attempt.Cost} {attempt.Incarnation[..8]}");
        }
    }

    private static string Seconds(long ticks) => TimeSpan.FromTicks(ticks).ToString(@"mm\:ss\.fff", CultureInfo.InvariantCulture);
}
