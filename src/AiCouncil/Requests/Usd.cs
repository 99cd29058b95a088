using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiCouncil.Requests;

/// <summary>Money in US dollars, held in whole nano-dollars (1e-9 USD) so that sums are exact.</summary>
[JsonConverter(typeof(UsdJsonConverter))]
public readonly record struct Usd(long Nano) : IComparable<Usd>
{
    public static Usd Zero => default;

    /// <summary>Rounds half away from zero to a nano-dollar; clamps to the range of the type (± 9.2e9 USD).</summary>
    public static Usd FromDecimal(decimal dollars) =>
        new((long)Math.Clamp(Math.Round(dollars * 1_000_000_000m, MidpointRounding.AwayFromZero), long.MinValue, long.MaxValue));

    public decimal ToDecimal() => Nano / 1_000_000_000m;

    public int CompareTo(Usd other) => Nano.CompareTo(other.Nano);

    /// <summary>"$0.0012": four significant decimals, never scientific.</summary>
    public override string ToString() => "$" + ToDecimal().ToString(Nano < 10_000_000 ? "0.######" : "0.####", CultureInfo.InvariantCulture);

    public static Usd operator +(Usd left, Usd right) => new(left.Nano + right.Nano);

    public static Usd operator -(Usd left, Usd right) => new(left.Nano - right.Nano);

    public static bool operator <(Usd left, Usd right) => left.Nano < right.Nano;

    public static bool operator >(Usd left, Usd right) => left.Nano > right.Nano;

    public static bool operator <=(Usd left, Usd right) => left.Nano <= right.Nano;

    public static bool operator >=(Usd left, Usd right) => left.Nano >= right.Nano;
}

internal sealed class UsdJsonConverter : JsonConverter<Usd>
{
    public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Usd.FromDecimal(reader.GetDecimal());

    public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToDecimal());
}
