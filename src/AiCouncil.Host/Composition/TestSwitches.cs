using AiCouncil.Failpoints;
using AiCouncil.Host.Commands;
using AiCouncil.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace AiCouncil.Host.Composition;

/// <summary>
/// For tests with real processes, and for them alone: where this process stops itself, and which of its safeguards are off. Neither
/// is configuration, so no file can set it; either is announced on every start.
/// </summary>
internal static class TestSwitches
{
    public const string FailpointVariable = "COUNCIL_FAILPOINT";
    public const string SafeguardsVariable = "COUNCIL_SAFEGUARDS_OFF";

    private static readonly Dictionary<string, Func<Safeguards, Safeguards>> Off = new(StringComparer.Ordinal)
    {
        ["claim"] = it => it with { ClaimCompareAndSet = false },
        ["fence"] = it => it with { FenceOnFailures = false },
        ["wake"] = it => it with { WakeRow = false },
        ["second-look"] = it => it with { SecondLook = false },
        ["confirm"] = it => it with { ConfirmWait = false },
    };

    /// <exception cref="UsageException">A variable holds a word that is none of the known.</exception>
    public static void AddTestSwitches(this IServiceCollection services, Func<string, string?> variable, TextWriter error)
    {
        if (variable(FailpointVariable) is { Length: > 0 } failpoint)
        {
            var failpoints = FailpointSetting.Parse(failpoint);
            services.AddSingleton<IFailpoints>(new ProcessFailpoints(failpoints, error));
            error.WriteLine($"council: WARNING: {FailpointVariable}={failpoint}: this process will stop itself. For tests only.");
        }

        if (variable(SafeguardsVariable) is { Length: > 0 } safeguards)
        {
            services.AddSingleton(WithoutThose(safeguards));
            error.WriteLine($"council: WARNING: {SafeguardsVariable}={safeguards}: requests can be lost and paid for twice. For tests only.");
        }
    }

    private static Safeguards WithoutThose(string words) =>
        words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Aggregate(Safeguards.On, (on, word) =>
            Off.TryGetValue(word, out var off) ? off(on) : throw new UsageException($"{SafeguardsVariable}: '{word}' is none of {string.Join(", ", Off.Keys)}."));
}
