using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>Callers that read the events of a request to its end.</summary>
internal static class SimReaders
{
    public static void Watch(SimWorld world, SimNode node, RequestId id, long after)
    {
        var reader = new SimReader(node, id, after);
        world.Readers.Add(reader);
        world.Scheduler.Post(TimeSpan.Zero, node.Process, _ => world.Scheduler.Observe(ReadAsync(reader)), null);
    }

    /// <summary>Who comes back after the end, with the last event he saw, is told so.</summary>
    public static void AskForTheEnd(SimWorld world, IReadOnlyList<SimNode> nodes)
    {
        if (nodes.FirstOrDefault(node => node.Up) is not { } node)
        {
            return;
        }

        foreach (var view in world.AllRequests().Select(id => world.View(id)!).Where(view => view.Request.Terminal))
        {
            var events = SimWorld.Now(world.Journal.ReadEventsAsync(view.Request.Spec.Id, 0, 10_000, CancellationToken.None));
            Watch(world, node, view.Request.Spec.Id, events.FirstOrDefault(Invariants.IsTerminal)?.Sequence ?? 0);
        }
    }

    private static async Task ReadAsync(SimReader reader)
    {
        try
        {
            await foreach (var news in reader.Node.Parts.Council.WatchAsync(reader.Id, reader.Last))
            {
                reader.Gap |= news.Sequence is { } sequence && sequence != ++reader.Last;
            }

            reader.Ended = true;
        }
        catch (JournalUnavailableException)
        {
            reader.Ended = true; // the caller was told
        }
    }
}

internal sealed class SimReader(SimNode node, RequestId id, long after)
{
    public SimNode Node => node;

    public RequestId Id => id;

    public long Last { get; set; } = after;

    public bool Gap { get; set; }

    public bool Ended { get; set; }
}
