using System.Globalization;

namespace AiCouncil.Configuration;

/// <summary>Reads <c>Workers</c>: the slots and how pools share them.</summary>
internal static class WorkerPools
{
    private const string Path = "Workers:Pools";

    public static WorkerOptions Read(SectionReader section, WorkerOptions defaults)
    {
        var slots = section.Integer("Workers:Slots");
        var pools = section.Names(Path).Select(entry => entry.Split('=', StringSplitOptions.TrimEntries)).ToList();
        IReadOnlyDictionary<string, int> read = pools.Count == 0 ? new Dictionary<string, int>()
            : pools.Exists(entry => entry.Length > 1) ? Numbered(section, pools)
            : Even(section, pools, slots ?? defaults.Slots);
        var sum = read.Values.Sum();
        if (slots is { } wanted && read.Count > 0 && sum != wanted)
        {
            section.Error(Path, $"the pools have {sum} slots together, Council:Workers:Slots says {wanted}; leave one of them out.");
        }

        return defaults with
        {
            Embedded = section.Flag("Workers:Embedded") ?? defaults.Embedded,
            Slots = read.Count > 0 ? sum : slots ?? defaults.Slots,
            Pools = read,
            HealthUrl = section.Text("Workers:HealthUrl"),
        };
    }

    /// <summary>The same for each, the first ones one more where it does not come out even, and none without.</summary>
    public static IReadOnlyDictionary<string, int> Evenly(IReadOnlyList<string> names, int slots) => names
        .Select((name, i) => (name, Slots: Math.Max(1, slots / names.Count + (i < slots % names.Count ? 1 : 0))))
        .ToDictionary(it => it.name, it => it.Slots);

    private static Dictionary<string, int> Numbered(SectionReader section, List<string[]> pools)
    {
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in pools)
        {
            var fine = entry.Length == 2 && ModelNames.RefuseDeployment(entry[0]) is null
                && int.TryParse(entry[1], NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots is >= 1 and <= 4096
                && read.TryAdd(entry[0], slots);
            if (!fine)
            {
                section.Error(Path, $"\"{string.Join('=', entry)}\" is not a pool with its slots (1 to 4096), each pool once; write a=8,b=24 or a,b.");
            }
        }

        return read;
    }

    private static IReadOnlyDictionary<string, int> Even(SectionReader section, List<string[]> pools, int slots)
    {
        var names = pools.Select(entry => entry[0]).ToList();
        var fine = names.TrueForAll(name => ModelNames.RefuseDeployment(name) is null) && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
        if (!fine || names.Count > slots)
        {
            section.Error(Path, "is a list of different pools, each with at least one slot; write a,b or a=8,b=24.");
            return new Dictionary<string, int>();
        }

        return Evenly(names, slots);
    }
}
