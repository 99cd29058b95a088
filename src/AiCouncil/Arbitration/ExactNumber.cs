using System.Globalization;
using System.Numerics;

namespace AiCouncil.Arbitration;

/// <summary>A rational number without rounding: two spellings are equal only if their values are.</summary>
internal readonly record struct ExactNumber
{
    private const int MaxDigits = 4_000;
    private const int MaxExponent = 1_000;
    private const int MaxDecimals = 30;

    private ExactNumber(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    /// <summary>Positive, without a common factor.</summary>
    public BigInteger Denominator { get; }

    /// <summary>"12", "12.50", ".5", "1.2e3" (ASCII, no separators); null when too long to be a number a person wrote.</summary>
    public static ExactNumber? Parse(string text)
    {
        var exponentAt = text.IndexOfAny(['e', 'E']);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var exponent = 0;
        if (mantissa.Length > MaxDigits || (exponentAt >= 0 && !TryExponent(text.AsSpan(exponentAt + 1), out exponent)))
        {
            return null;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Scaled(value, exponent)
            : null;
    }

    public ExactNumber Negate() => new(-Numerator, Denominator);

    public ExactNumber Plus(ExactNumber other) =>
        new(Numerator * other.Denominator + other.Numerator * Denominator, Denominator * other.Denominator);

    public ExactNumber Times(ExactNumber other) => new(Numerator * other.Numerator, Denominator * other.Denominator);

    /// <summary>Null when <paramref name="other"/> is zero.</summary>
    public ExactNumber? Over(ExactNumber other) =>
        other.Numerator.IsZero ? null : new ExactNumber(Numerator * other.Denominator, Denominator * other.Numerator);

    /// <summary>"7/2", "12".</summary>
    public string Key => Denominator.IsOne ? Whole(Numerator) : $"{Whole(Numerator)}/{Whole(Denominator)}";

    /// <summary>A decimal where one is exact and short ("3.5"), else the fraction.</summary>
    public string Display
    {
        get
        {
            var scaled = Numerator;
            for (var decimals = 0; decimals <= MaxDecimals; decimals++, scaled *= 10)
            {
                if ((scaled % Denominator).IsZero)
                {
                    return Decimal(scaled / Denominator, decimals);
                }
            }

            return Key;
        }
    }

    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
        && exponent is >= -MaxExponent and <= MaxExponent;

    private static ExactNumber Scaled(BigInteger value, int exponent) => exponent >= 0
        ? new ExactNumber(value * BigInteger.Pow(10, exponent), BigInteger.One)
        : new ExactNumber(value, BigInteger.Pow(10, -exponent));

    private static string Decimal(BigInteger value, int decimals)
    {
        var digits = Whole(BigInteger.Abs(value)).PadLeft(decimals + 1, '0');
        var sign = value.Sign < 0 ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static string Whole(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
