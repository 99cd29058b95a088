using System.Globalization;
using System.Text.Json;

namespace AiCouncil.Bench;

/// <summary>A table for people and one line of JSON for programs.</summary>
internal sealed class Report(string name)
{
    private readonly Dictionary<string, object> _json = new()
    {
        ["bench"] = name,
        ["cores"] = Environment.ProcessorCount,
        ["runtime"] = Environment.Version.ToString(),
    };

    public void Row(string what, string key, Samples samples, string unit)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34} min {samples.Min,9:0.00}  median {samples.Median,9:0.00}  p99 {samples.P99,9:0.00}  max {samples.Max,9:0.00}  {unit}"));
        _json[key] = new { min = Round(samples.Min), median = Round(samples.Median), p99 = Round(samples.P99), max = Round(samples.Max) };
    }

    public void Value(string what, string key, double value, string unit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-34} {value,13:0.00}  {unit}"));
        _json[key] = Round(value);
    }

    /// <summary>The exit code: 0 when the target is met.</summary>
    public int End(string target, bool met)
    {
        _json["met"] = met;
        Console.WriteLine($"{(met ? "met" : "NOT met")}: {target}");
        Console.WriteLine(JsonSerializer.Serialize(_json));
        return met ? 0 : 1;
    }

    private static double Round(double value) => Math.Round(value, 3);
}
