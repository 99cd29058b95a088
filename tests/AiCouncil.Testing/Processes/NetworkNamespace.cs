using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AiCouncil.Testing.Processes;

/// <summary>
/// A network of its own with nothing in it but loopback: who runs in it reaches only what the test listens on inside. It ends with the
/// test's process, so nothing is left behind. Linux, as root.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x4000_0000; // CLONE_NEWNET
    private const int SetFlags = 0x8914; // SIOCSIFFLAGS
    private const int CloseOnExec = 0x8_0000; // O_CLOEXEC
    private readonly SafeFileHandle _handle;

    private NetworkNamespace(int handle) => _handle = new SafeFileHandle(handle, ownsHandle: true);

    /// <summary>Why there can be none here, null when there can.</summary>
    public static string? Unavailable { get; } =
        !OperatingSystem.IsLinux() ? "network namespaces are Linux's"
        : !Environment.IsPrivilegedProcess ? "network namespaces need root"
        : !File.Exists("/usr/bin/nsenter") ? "nsenter (util-linux) is missing"
        : Attempt();

    /// <summary>What <c>nsenter --net=</c> takes.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{Handle}";

    public static NetworkNamespace Create() => new(OnOwnThread(Make));

    private int Handle => (int)_handle.DangerousGetHandle();

    /// <summary>A socket of this network; it stays in it whoever uses it.</summary>
    public Socket Socket() => OnOwnThread(() =>
    {
        Check(setns(Handle, NewNetwork), "setns");
        return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    });

    /// <summary>A connection to one of its loopback ports.</summary>
    public async ValueTask<Stream> ConnectAsync(EndPoint to, CancellationToken ct)
    {
        var socket = Socket();
        try
        {
            await socket.ConnectAsync(to, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static string? Attempt()
    {
        try
        {
            using var made = Create();
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }

    private static int Make()
    {
        Check(unshare(NewNetwork), "unshare");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var request = new byte[40]; // struct ifreq: the name, then IFF_UP
        "lo"u8.CopyTo(request);
        request[16] = 1;
        Check(ioctl((int)socket.Handle, SetFlags, request), "ioctl");
        var handle = open("/proc/thread-self/ns/net", CloseOnExec);
        Check(handle, "open");
        return handle;
    }

    /// <summary>A thread that is not used again: it never leaves the network that it entered.</summary>
    private static T OnOwnThread<T>(Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception error) when (error is InvalidOperationException or SocketException)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // calls of the C library under their own names
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int unshare(int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setns(int handle, int type);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(int handle, nint request, byte[] argument);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}
