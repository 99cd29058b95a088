using System.Runtime.InteropServices;
using AiCouncil.Failpoints;

namespace AiCouncil.Host.Composition;

/// <summary>Ends or suspends this process from within, as the kernel would: no handler runs, nothing is flushed.</summary>
internal sealed class ProcessFailpoints(FailpointSetting setting, TextWriter error) : IFailpoints
{
    private const int SigKill = 9;
    private int _passings;

    private static int SigStop => OperatingSystem.IsMacOS() ? 17 : 19;

    public void Pass(Failpoint point)
    {
        if (point != setting.Point || Interlocked.Increment(ref _passings) != setting.Passing)
        {
            return;
        }

        error.WriteLine($"council: failpoint {FailpointSetting.NameOf(point)}");
        if (Kill(Environment.ProcessId, setting.Kills ? SigKill : SigStop) != 0)
        {
            Environment.FailFast("A failpoint was reached and the signal could not be sent.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
