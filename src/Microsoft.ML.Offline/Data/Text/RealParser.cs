using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Reads numbers of Single and Double columns. Correctly rounded; "?", "NA" and NaN are missing.</summary>
internal sealed class RealParser
{
    private const ulong MaxSingle = 1UL << 24;
    private const ulong MaxDouble = 1UL << 53;

    // These powers of ten are exact in their type, and so is a whole number up to the bound above: one division rounds once.
    private static readonly float[] SinglePowers = [1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f];

    private static readonly double[] DoublePowers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private readonly bool _emptyIsMissing;
    private readonly char _marker;
    private readonly NumberFormatInfo _numbers;

    public RealParser(TextFormat format)
    {
        _emptyIsMissing = format.MissingRealsAsNaNs;
        _marker = format.DecimalMarker;
        _numbers = format.Numbers;
        Single = ParseSingle;
        Double = ParseDouble;
    }

    public FieldParser<float> Single { get; }

    public FieldParser<double> Double { get; }

    private bool ParseSingle(ReadOnlySpan<char> text, out float value)
    {
        if (TryDecimal(text, out var digits, out var scale, out var negative) && digits <= MaxSingle && scale < SinglePowers.Length)
        {
            value = digits / SinglePowers[scale];
            value = negative ? -value : value;
            return true;
        }

        text = text.Trim();
        value = _emptyIsMissing || !text.IsEmpty ? float.NaN : 0;
        return text.IsEmpty || IsMissing(text) || IsInfinite(text, out value) || float.TryParse(text, NumberStyles.Float, _numbers, out value);
    }

    private bool ParseDouble(ReadOnlySpan<char> text, out double value)
    {
        if (TryDecimal(text, out var digits, out var scale, out var negative) && digits <= MaxDouble && scale < DoublePowers.Length)
        {
            value = digits / DoublePowers[scale];
            value = negative ? -value : value;
            return true;
        }

        text = text.Trim();
        value = _emptyIsMissing || !text.IsEmpty ? double.NaN : 0;
        return text.IsEmpty || IsMissing(text) || IsInfinite(text, out value) || double.TryParse(text, NumberStyles.Float, _numbers, out value);
    }

    private static bool IsMissing(ReadOnlySpan<char> text) => text is "?" or "NA" || text.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    private static bool IsInfinite<T>(ReadOnlySpan<char> text, out T value)
        where T : IFloatingPointIeee754<T>
    {
        var negative = text is "-∞";
        value = negative ? T.NegativeInfinity : T.PositiveInfinity;
        return negative || text is "∞";
    }

    // A plain decimal number of at most 18 digits, such as -12.5: its digits as a whole number, and how many follow the marker.
    private bool TryDecimal(ReadOnlySpan<char> text, out ulong digits, out int scale, out bool negative)
    {
        digits = 0;
        scale = 0;
        negative = false;
        if (text.Length is 0 or > 20)
            return false;

        var i = 0;
        if (text[0] is '-' or '+')
        {
            negative = text[0] == '-';
            i = 1;
        }

        var marker = -1;
        var first = i;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                digits = (digits * 10) + digit;
            else if (text[i] == _marker && marker < 0)
                marker = i;
            else
                return false;
        }

        var count = text.Length - first - (marker < 0 ? 0 : 1);
        scale = marker < 0 ? 0 : text.Length - marker - 1;
        return count is > 0 and <= 18;
    }
}
