using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace AiCouncil.Requests;

/// <summary>Identifies a request: a UUIDv7, so ids sort by the time they were made.</summary>
[JsonConverter(typeof(RequestIdJsonConverter))]
public readonly record struct RequestId(Guid Value) : IComparable<RequestId>
{
    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId id)
    {
        var parsed = Guid.TryParse(text, out var value);
        id = new RequestId(value);
        return parsed;
    }

    public int CompareTo(RequestId other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => Value.ToString("D");

    public static bool operator <(RequestId left, RequestId right) => left.CompareTo(right) < 0;

    public static bool operator >(RequestId left, RequestId right) => left.CompareTo(right) > 0;

    public static bool operator <=(RequestId left, RequestId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RequestId left, RequestId right) => left.CompareTo(right) >= 0;
}

/// <summary>Identifies a model call: the request and the call's number in it, from 1, given by Advance.</summary>
public readonly record struct CallId(RequestId Request, int Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Request}/{Number}");
}

/// <summary>Where new ids come from; injected so that a simulation repeats itself.</summary>
public interface IIdSource
{
    /// <summary>A new UUIDv7.</summary>
    Guid NewId();
}

/// <summary>UUIDv7 from the clock and the system's random numbers.</summary>
public sealed class ClockIds(TimeProvider clock) : IIdSource
{
    public Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());
}
