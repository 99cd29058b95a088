using AiCouncil.Journal;
using AiCouncil.Requests;

namespace AiCouncil.Tests.Simulation;

/// <summary>Ids in the order of the world, so that a seed repeats itself.</summary>
internal sealed class SimIds(SimScheduler scheduler, Random random) : IIdSource
{
    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var millis = (SimClock.Epoch.AddTicks(scheduler.Now)).ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(millis >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>The lock file of a simulated process: its operating system knows who is dead.</summary>
internal sealed class SimPresence(string incarnation, Func<string, bool> isGone) : IProcessPresence
{
    public string Incarnation => incarnation;

    public bool IsGone(string other) => other != incarnation && isGone(other);

    public string? TakeServerPlace() => null;

    public void Dispose()
    {
    }
}
