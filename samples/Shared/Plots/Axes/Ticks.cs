using System.Globalization;

namespace Samples.Shared;

/// <summary>A mark on an axis; a minor tick has no label.</summary>
public readonly record struct Tick(double Value, string? Label);

/// <summary>Chooses the marks of an axis.</summary>
public static class Ticks
{
    private static readonly double[] NiceSteps = [1, 2, 2.5, 5, 10];

    /// <summary>Multiples of 1, 2, 2.5 or 5 times a power of ten within [min, max], at most <paramref name="most"/> + 1 of them.</summary>
    public static IReadOnlyList<Tick> Linear(double min, double max, int most = 6)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (!(max > min) || !double.IsFinite(max - min))
        {
            throw new ArgumentOutOfRangeException(nameof(max), $"An axis needs min < max, both finite, not {min} and {max}.");
        }
        if (AxisScale.IsFlat(min, max))
        {
            throw new ArgumentOutOfRangeException(nameof(max), $"{min} and {max} are too close for an axis between them.");
        }
        double step = NiceStep((max - min) / most);
        // A hair of tolerance: 0.3 / 0.1 is below 3.
        long first = (long)Math.Ceiling((min / step) - 1e-9);
        long last = (long)Math.Floor((max / step) + 1e-9);
        var ticks = new List<Tick>();
        for (long i = first; i <= last; i++)
        {
            double value = i * step;
            ticks.Add(new Tick(value, Format(value, step)));
        }
        return ticks;
    }

    /// <summary>Powers of ten within [min, max] with 2, 3, …, 9 times them as minor ticks; 2 and 5 get labels over a short range.</summary>
    public static IReadOnlyList<Tick> Logarithmic(double min, double max, int most = 6)
    {
        if (!(min > 0) || !(max > min) || !double.IsFinite(max))
        {
            throw new ArgumentOutOfRangeException(nameof(min), $"A logarithmic axis needs 0 < min < max, not {min} and {max}.");
        }
        int first = (int)Math.Floor(Math.Log10(min));
        int last = (int)Math.Ceiling(Math.Log10(max));
        int decades = last - first;
        int every = Math.Max(1, (int)Math.Ceiling(decades / (double)most));
        bool dense = Math.Log10(max / min) * 3 <= most;
        // One notation for the whole axis.
        bool plain = min >= 0.9e-3 && max <= 1.1e4;
        var ticks = new List<Tick>();
        for (int power = first; power <= last; power++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = digit * Math.Pow(10, power);
                if (value < min * (1 - 1e-9) || value > max * (1 + 1e-9))
                {
                    continue;
                }
                bool labelled = digit == 1 ? power % every == 0 : dense && (digit is 2 or 5);
                if (labelled || every == 1)
                {
                    ticks.Add(new Tick(value, labelled ? PowerLabel(digit, power, plain) : null));
                }
            }
        }
        // Within less than a decade there may be no power of ten and no 2 or 5 of it.
        return ticks.Count(t => t.Label is not null) >= 2 ? ticks : Linear(min, max, most);
    }

    /// <summary>The smallest nice step that is at least <paramref name="least"/>.</summary>
    public static double NiceStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (double step in NiceSteps)
        {
            if (step * power >= least * (1 - 1e-9))
            {
                return step * power;
            }
        }
        return 10 * power;
    }

    /// <summary>A number with the decimals that its step calls for, and a real minus sign.</summary>
    public static string Format(double value, double step)
    {
        if (value == 0)
        {
            return "0";
        }
        double magnitude = Math.Max(Math.Abs(value), step);
        string text;
        if (magnitude >= 1e6 || step < 1e-5)
        {
            int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(magnitude / step) + 0.3), 0, 12);
            text = value.ToString("0." + new string('#', digits) + "e0", CultureInfo.InvariantCulture);
        }
        else
        {
            int decimals = 0;
            while (decimals < 10 && Math.Abs(step - Math.Round(step, decimals)) > 1e-6 * step)
            {
                decimals++;
            }
            text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }
        return text.Replace('-', '−');
    }

    private static string PowerLabel(int digit, int power, bool plain)
    {
        if (plain)
        {
            double value = digit * Math.Pow(10, power);
            return value.ToString(power < 0 ? "F" + (-power).ToString(CultureInfo.InvariantCulture) : "0", CultureInfo.InvariantCulture);
        }
        string exponent = string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
        return digit == 1 ? "10" + exponent : $"{digit}×10{exponent}";
    }
}
