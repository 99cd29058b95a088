using System.Globalization;
using AiCouncil.Requests;
using Spectre.Console;

namespace AiCouncil.Host.Rendering;

/// <summary>Nodes and queues for people.</summary>
internal static class ClusterTables
{
    public static Table Nodes(IReadOnlyList<NodeStatus> nodes, DateTimeOffset now) => Listing.Fill(
        ["node", "role", "state", "pools", "slots", "in flight", "last seen"],
        nodes.Select(it => (string[])
        [
            it.Id, it.Role, it.State, it.Pools.Count == 0 ? "-" : string.Join(", ", it.Pools), Number(it.Slots), Number(it.InFlight), Age(now - it.LastSeen) + " ago",
        ]));

    public static Table Queues(IReadOnlyList<QueueStatus> queues) => Listing.Fill(
        ["pool", "ready", "published", "in flight", "oldest", "slots", "workers"],
        queues.Select(it => (string[])
        [
            it.Pool, Number(it.Ready), Number(it.Published), Number(it.InFlight), it.OldestAgeMs == 0 ? "-" : Age(TimeSpan.FromMilliseconds(it.OldestAgeMs)),
            Number(it.Slots), Number(it.Workers),
        ]));

    /// <summary>In the largest unit that fits.</summary>
    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 2 } => Number((int)age.TotalSeconds) + " s",
        { TotalHours: < 2 } => Number((int)age.TotalMinutes) + " min",
        { TotalDays: < 2 } => Number((int)age.TotalHours) + " h",
        _ => Number((int)age.TotalDays) + " d",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
