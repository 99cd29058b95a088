using System.Diagnostics;

namespace AiCouncil.Bench;

/// <summary>How long a person looks at nothing: <c>./council ask</c>, already built, on simulated models.</summary>
internal static class StartBench
{
    private const double Target = 1000;

    public static async Task<int> RunAsync(BenchOptions options, string folder)
    {
        await RunOnceAsync(options.Council, folder); // builds it when it has to
        var (first, whole) = (new Samples(), new Samples());
        for (var round = 0; round < (options.Rounds ?? 9); round++)
        {
            var (toFirst, toEnd) = await RunOnceAsync(options.Council, folder);
            first.Add(toFirst);
            whole.Add(toEnd);
        }

        var report = new Report("start");
        report.Row("first byte on stderr", "first_ms", first, "ms");
        report.Row("the whole run", "whole_ms", whole, "ms");
        return report.End($"the first output comes within {Target} ms", first.Median < Target);
    }

    private static async Task<(double First, double Whole)> RunOnceAsync(string council, string folder)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(StartInfo(council, folder))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var read = await process.StandardError.BaseStream.ReadAsync(new byte[1]);
        var first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var rest = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return read == 1 && process.ExitCode == 0
            ? (first, Stopwatch.GetElapsedTime(start).TotalMilliseconds)
            : throw new InvalidOperationException($"{council} ask ended with {process.ExitCode}: {rest}");
    }

    /// <summary>Two simulated models by configuration: no key in the environment and no server on this machine is looked at.</summary>
    private static ProcessStartInfo StartInfo(string council, string folder)
    {
        var info = new ProcessStartInfo(council, ["ask", "What is 17 * 24?"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["Council__Sqlite__Path"] = Path.Combine(folder, "start.db");
        info.Environment["Council__Models__one__Provider"] = "simulated";
        info.Environment["Council__Models__two__Provider"] = "simulated";
        return info;
    }
}
