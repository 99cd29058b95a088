using AiCouncil.Models;

namespace AiCouncil.Routing;

/// <summary>Seats a panel's models in waves, one method per shape of council. Notes are added by <see cref="RouteNotes"/>.</summary>
internal static class Seats
{
    /// <summary>Members of a full best-quality council that votes.</summary>
    public const int VotingPeers = 5;

    /// <summary>
    /// Members where answers cannot be compared: the best prior's text is edited with what the others say. A second and a third
    /// view are where missing claims come from; more would add cost and no vote (quality.md, fact 10).
    /// </summary>
    public const int WritingPeers = 3;

    /// <summary>Two cheap models, then two strong ones.</summary>
    public const int LadderLength = 4;

    /// <summary>Models of one vendor that may vote, and opinions that a best-quality answer rests on.</summary>
    public const int SameVendor = 3;

    public const int Vendors = 3;
    private const int Quorum = 3;
    private const int Pair = 2;

    /// <summary>One model, and one of another vendor (if there is one) that is asked when it fails.</summary>
    public static Route One(Panel panel, ModelInfo first, IReadOnlyList<ModelInfo> order)
    {
        var others = order.Where(model => model != first).ToList();
        var reserve = others.Find(model => model.Vendor != first.Vendor && panel.IsPeer(model)) ?? others.FirstOrDefault();
        return new Route([[first.Name]], reserve is null ? [] : [reserve.Name], 1, 1, []);
    }

    /// <summary>Two cheap models of different vendors; where they disagree a strong one, then a second (quality.md, fact 4).</summary>
    public static Route Ladder(Panel panel, bool all)
    {
        var members = new List<ModelInfo> { panel.Cheap[0] };
        if (Other(panel, panel.Cheap, members) is { } second)
        {
            members.Add(second);
        }

        var most = Most(panel, all, LadderLength);
        while (members.Count < most && Stronger(panel, members) is { } next)
        {
            members.Add(next);
        }

        List<IReadOnlyList<string>> waves = [Names(members.Take(Pair)), .. members.Skip(Pair).Select(member => (string[])[member.Name])];
        return new Route(waves, Rest(panel, members), Math.Min(Pair, members.Count), Math.Min(Pair, members.Count), []);
    }

    /// <summary>
    /// Peers, each of another family while there is one, in waves of three and then two. A family votes twice only where the council
    /// would have fewer than three members, and who is no peer is asked only then: unequal members lower a vote (facts 1 and 2).
    /// </summary>
    public static Route Peers(Panel panel, bool all, bool compared)
    {
        var most = compared ? Most(panel, all, VotingPeers) : WritingPeers;
        var members = new List<ModelInfo>();
        while (members.Count < most && Peer(panel, members, all) is { } next)
        {
            members.Add(next);
        }

        return new Route(Waves(members), Rest(panel, members), Math.Min(Quorum, members.Count), 0, []);
    }

    /// <summary>An explicit list is asked whole; of a single vendor's models only three may vote.</summary>
    private static int Most(Panel panel, bool all, int wanted) =>
        all ? int.MaxValue : panel.Strong.Select(model => model.Vendor).Distinct().Count() == 1 ? SameVendor : wanted;

    private static ModelInfo? Other(Panel panel, IReadOnlyList<ModelInfo> order, List<ModelInfo> members)
    {
        var left = order.Where(model => !members.Contains(model)).ToList();
        return left.Find(model => panel.IsPeer(model) && members.TrueForAll(member => member.Vendor != model.Vendor))
            ?? left.Find(model => panel.IsPeer(model) && members.TrueForAll(member => member.Family != model.Family))
            ?? left.FirstOrDefault();
    }

    /// <summary>The strongest that is left; among equals one of a vendor, or at least a family, that was not asked yet.</summary>
    private static ModelInfo? Stronger(Panel panel, List<ModelInfo> members)
    {
        var left = panel.Strong.Where(model => !members.Contains(model)).ToList();
        return left.Count == 0 ? null : panel.AsGoodAsFirst(left)
            .OrderBy(model => members.Exists(member => member.Family == model.Family))
            .ThenBy(model => members.Exists(member => member.Vendor == model.Vendor))
            .First();
    }

    private static ModelInfo? Peer(Panel panel, List<ModelInfo> members, bool all)
    {
        var few = all || members.Count < Quorum;
        var vendors = members.Select(member => member.Vendor).Distinct().Count();
        return panel.Strong
            .Where(model => !members.Contains(model) && (few || (panel.IsPeer(model) && !HasFamily(model))))
            .OrderBy(model => !panel.IsPeer(model))
            .ThenBy(HasFamily)
            .ThenBy(model => vendors < Vendors && members.Exists(member => member.Vendor == model.Vendor))
            .FirstOrDefault();

        bool HasFamily(ModelInfo model) => members.Exists(member => member.Family == model.Family);
    }

    /// <summary>Three, then twos.</summary>
    private static List<IReadOnlyList<string>> Waves(List<ModelInfo> members) =>
        [Names(members.Take(Quorum)), .. members.Skip(Quorum).Chunk(Pair).Select(Names)];

    private static string[] Rest(Panel panel, List<ModelInfo> members) => Names(panel.Strong.Where(model => !members.Contains(model)));

    private static string[] Names(IEnumerable<ModelInfo> models) => [.. models.Select(model => model.Name)];
}
