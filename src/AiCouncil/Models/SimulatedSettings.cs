using System.Globalization;

namespace AiCouncil.Models;

/// <summary>How a simulated model behaves.</summary>
/// <param name="Median">Of a lognormal latency; zero answers at once.</param>
/// <param name="Slowest">Its 99th percentile.</param>
/// <param name="FailureRate">Share of calls answered with 500.</param>
/// <param name="ThrottleRate">Share of calls answered with 429.</param>
/// <param name="Accuracy">Share of questions answered like the other accurate models.</param>
internal sealed record SimulatedSettings(TimeSpan Median, TimeSpan Slowest, double FailureRate, double ThrottleRate, double Accuracy, int Seed)
{
    private const double LongestMs = 3_600_000;

    /// <param name="errors">Gets what is wrong, each with its key path.</param>
    public static SimulatedSettings Read(DeploymentSettings deployment, ICollection<string> errors)
    {
        var median = Number("Latency:P50", 0, LongestMs);
        var slowest = Number("Latency:P99", median, LongestMs);
        var failures = Number("FailureRate", 0, 1);
        var throttles = Number("ThrottleRate", 0, 1);
        if (slowest < median || (median == 0 && slowest > 0))
        {
            errors.Add($"{deployment.Path}:Latency:P99: is below Latency:P50, or P50 is 0; a lognormal latency needs 0 < P50 <= P99.");
        }

        if (failures + throttles > 1)
        {
            errors.Add($"{deployment.Path}:FailureRate: with ThrottleRate it exceeds 1; lower one of them.");
        }

        return new SimulatedSettings(
            TimeSpan.FromMilliseconds(median), TimeSpan.FromMilliseconds(slowest), failures, throttles, Number("Accuracy", 1, 1),
            (int)Number("Seed", 0, int.MaxValue));

        double Number(string key, double absent, double max)
        {
            if (!deployment.Extra.TryGetValue(key, out var text))
            {
                return absent;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= max)
            {
                return value;
            }

            errors.Add($"{deployment.Path}:{key}: \"{text}\" is not a number from 0 to {max.ToString(CultureInfo.InvariantCulture)}.");
            return absent;
        }
    }
}
