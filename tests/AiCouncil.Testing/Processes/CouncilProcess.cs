using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AiCouncil.Testing.Processes;

/// <summary>A running <c>council</c>, its streams captured. Disposing kills what still runs.</summary>
public class CouncilProcess : IAsyncDisposable
{
    /// <summary>Nothing a test waits for takes this long; when it does, the test fails with what the process said.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Task _reading;

    internal CouncilProcess(ProcessStartInfo start, byte[]? input)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Command = string.Join(' ', start.ArgumentList.SkipWhile(it => it != CouncilProgram.Dll).Skip(1).Select(it => it.Length > 80 ? it[..80] : it));
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(Out.ReadAsync(_process.StandardOutput), Error.ReadAsync(_process.StandardError), WriteAsync(input));
    }

    public string Command { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public CapturedText Out { get; } = new();

    public CapturedText Error { get; } = new();

    /// <summary>Waits until stderr held the words.</summary>
    public Task SaidAsync(string words) => PatientlyAsync(Error.SeenAsync(words));

    /// <summary>Waits for the end.</summary>
    public async Task<Ended> EndAsync()
    {
        await PatientlyAsync(_process.WaitForExitAsync());
        await PatientlyAsync(_reading);
        return new Ended(Command, _process.ExitCode, Out.Text, Error.Text);
    }

    /// <summary>Ctrl-C.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>SIGSTOP: it does nothing any more and keeps what it has.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until it has ended by itself, of whatever cause.</summary>
    public async Task GoneAsync()
    {
        await PatientlyAsync(_process.WaitForExitAsync());
        await PatientlyAsync(_reading);
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await PatientlyAsync(_process.WaitForExitAsync());
        await PatientlyAsync(_reading);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits for something this process should bring about.</summary>
    public async Task PatientlyAsync(Task awaited)
    {
        try
        {
            await awaited.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"council {Command} took longer than {Patience.TotalSeconds} s. stdout:\n{Out.Text}\nstderr:\n{Error.Text}");
        }
    }

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    private async Task WriteAsync(byte[]? input)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(input ?? []);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process refused what it was given and closed its side.
        }
    }
}

/// <summary>How a process ended and all it said.</summary>
public sealed record Ended(string Command, int Code, string Out, string Error)
{
    public override string ToString() => $"council {Command} ended with {Code}\nstdout:\n{Out}\nstderr:\n{Error}";
}
