using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AiCouncil.Testing.Processes;

/// <summary>A server that says on a stream when it serves, and is ended with SIGKILL.</summary>
internal sealed class ForegroundProcess : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly string _words;
    private int _streams = 2;

    private ForegroundProcess(Process process, string words) => (_process, _words) = (process, words);

    public int Id => _process.Id;

    /// <summary>Done when it said these words; fails when it ended without them.</summary>
    public static async Task<ForegroundProcess> StartAsync(ProcessStartInfo start, string words)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var running = new ForegroundProcess(Process.Start(start)!, words);
        running._process.OutputDataReceived += (_, line) => running.Heard(line.Data);
        running._process.ErrorDataReceived += (_, line) => running.Heard(line.Data);
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        try
        {
            await running._ready.Task.WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end; what it wrote.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        var said = await output;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {said}{error}");
    }

    public static Task SignalAsync(string name, int process) =>
        RunAsync(new ProcessStartInfo("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]));

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Heard(string? line)
    {
        lock (_gate)
        {
            _said.AppendLine(line);
            if (line is null && --_streams == 0)
            {
                _ready.TrySetException(new InvalidOperationException($"ended before it served: {_said}"));
            }
            else if (line?.Contains(_words, StringComparison.Ordinal) == true)
            {
                _ready.TrySetResult();
                _said.Clear();
            }
        }
    }
}
