using System.Runtime.InteropServices;
using AiCouncil.Host.Commands;

namespace AiCouncil.Host.Input;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to end well, the second ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly Action<int> _exit;
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _count;

    public Interrupts(Action<int> exit)
    {
        _exit = exit;
    }

    /// <summary>Cancelled by the first interrupt.</summary>
    public CancellationToken First => _first.Token;

    public bool Interrupted => _first.IsCancellationRequested;

    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts(Environment.Exit);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            interrupts._signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interrupts.Signal();
            }));
        }

        return interrupts;
    }

    public void Signal()
    {
        if (Interlocked.Increment(ref _count) == 1)
        {
            _first.Cancel();
        }
        else
        {
            _exit(ExitCodes.Interrupted);
        }
    }

    public void Dispose()
    {
        _signals.ForEach(it => it.Dispose());
        _first.Dispose();
    }
}
