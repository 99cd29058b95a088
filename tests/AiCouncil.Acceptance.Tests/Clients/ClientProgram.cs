using System.Collections.Concurrent;
using System.Diagnostics;

namespace AiCouncil.Acceptance.Tests.Clients;

/// <summary>
/// A program beside the tests, in a home of its own: it sees no key, no setting and no proxy of whoever runs the tests. Its
/// standard input stays open for as long as it may run; it is ended by its process id.
/// </summary>
internal sealed class ClientProgram : IAsyncDisposable
{
    private static readonly string[] Kept = ["PATH", "DOTNET_ROOT", "TMPDIR"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ClientProgram(Process process, Func<string, string?> ready)
    {
        _process = process;
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.Exited += (_, _) => seen.TrySetException(new InvalidOperationException($"{process.StartInfo.FileName} ended: {Said}"));
        process.EnableRaisingEvents = true;
        Ready = seen.Task;

        void Take(ConcurrentQueue<string> lines, string? line)
        {
            lines.Enqueue(line ?? "");
            if (line is not null && ready(line) is { } found)
            {
                seen.TrySetResult(found);
            }
        }
    }

    /// <summary>What the program said that it is ready with.</summary>
    public Task<string> Ready { get; }

    public string Output => string.Join('\n', _output);

    public string Said => string.Join('\n', _output.Concat(_errors));

    /// <param name="ready">Finds, in a line of either stream, what <see cref="Ready"/> waits for.</param>
    public static ClientProgram Start(string home, Func<string, string?> ready, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = home, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in Kept)
        {
            start.Environment[name] = Environment.GetEnvironmentVariable(name);
        }

        start.Environment["HOME"] = home;
        start.Environment["XDG_DATA_HOME"] = Path.Combine(home, "data");
        var process = new Process { StartInfo = start };
        var program = new ClientProgram(process, ready);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Said)> RunAsync(string home, string file, string[] arguments, CancellationToken ct)
    {
        await using var program = Start(home, _ => null, file, arguments);
        program._process.StandardInput.Close();
        await program._process.WaitForExitAsync(ct);
        return (program._process.ExitCode, program.Output, program.Said);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        // Its end may be what Ready waited for; nobody does any more.
        await Ready.ContinueWith(static _ => { }, TaskScheduler.Default);
        _process.Dispose();
    }
}
