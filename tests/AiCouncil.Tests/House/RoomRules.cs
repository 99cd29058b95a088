using System.Collections;
using System.Runtime.CompilerServices;

namespace AiCouncil.Tests.House;

/// <summary>Who may know whom. Rooms are the first segment of the namespace below <paramref name="root"/>; the root itself is the builder.</summary>
internal sealed class RoomRules(string root)
{
    private const string Builder = "";

    /// <summary>In path order: a room may use the records of those before it.</summary>
    private static readonly string[] Thinking = ["Analysis", "Decomposition", "Routing", "Arbitration", "Synthesis"];

    private static readonly string[] Acting = ["Dispatch", "Transport", "Workers", "Models", "Resilience"];

    /// <summary>Put the rooms together, or stand before them as the caller's façade.</summary>
    private static readonly string[] KnowsTheOrder = [Builder, "Orchestration", "Requests", "Configuration"];

    private static readonly string[] PlainRecordsOfModels = ["ModelInfo", "TokenPrice"];

    private static readonly string[] Impure =
    [
        "System.IO", "System.Net", "System.Data", "System.Threading.Tasks", "System.Threading.Channels", "System.Threading.Thread",
        "System.Threading.Timer", "System.TimeProvider", "System.Random", "System.Environment", "System.Console", "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process", "System.Security.Cryptography.RandomNumberGenerator", "Microsoft.Extensions.Hosting",
    ];

    /// <summary>What <paramref name="type"/> mentions and may not, as sentences.</summary>
    public IEnumerable<string> Complaints(Type type)
    {
        var room = RoomOf(type);
        return room is null
            ? []
            : from used in TypeUses.Of(type)
              where !IsWrittenByTheCompiler(type, used)
              let why = Refusal(room, used)
              where why is not null
              select $"{type.FullName} uses {used.FullName}: {why}";
    }

    private string? Refusal(string room, Type used)
    {
        var other = RoomOf(used);
        if (other == room)
        {
            return null;
        }

        if (Thinking.Contains(room))
        {
            return other is null ? ImpurityOf(used) : ThinkingRefusal(room, other, used);
        }

        return other == "Orchestration" && !KnowsTheOrder.Contains(room) ? "only the builder and the façade know Orchestration"
            : Acting.Contains(room) && Thinking.Contains(other) && used.IsInterface ? "an acting room does not ask a thinking room"
            : null;
    }

    private static string? ThinkingRefusal(string room, string other, Type used)
    {
        var before = Thinking.TakeWhile(name => name != room);
        var allowed = other is "Requests" or "Telemetry"
            || before.Contains(other)
            || (other == "Models" && PlainRecordsOfModels.Contains(used.Name));
        return allowed ? null : "a thinking room knows requests, plain model records and the rooms before it";
    }

    private static string? ImpurityOf(Type used) =>
        Impure.Any(name => used.FullName == name || used.FullName?.StartsWith(name + ".", StringComparison.Ordinal) == true)
            ? "a thinking room has no I/O, no clock, no randomness and no threads"
            : null;

    /// <summary>Every iterator asks <see cref="Environment"/> for the current thread's id, to hand out itself only once.</summary>
    private static bool IsWrittenByTheCompiler(Type type, Type used) =>
        used == typeof(Environment) && typeof(IEnumerator).IsAssignableFrom(type) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private string? RoomOf(Type type)
    {
        var space = type.Namespace;
        return space == root ? Builder
            : space?.StartsWith(root + ".", StringComparison.Ordinal) == true ? space[(root.Length + 1)..].Split('.')[0]
            : null;
    }
}
