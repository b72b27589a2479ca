namespace Samples.Shared;

/// <summary>The range of an axis and how values spread over it.</summary>
internal readonly record struct AxisScale(double Min, double Max, bool IsLogarithmic)
{
    /// <summary>Where a value lies: 0 at the minimum, 1 at the maximum; NaN for what a logarithmic axis cannot show.</summary>
    public double Share(double value) => IsLogarithmic
        ? value > 0 ? Math.Log(value / Min) / Math.Log(Max / Min) : double.NaN
        : (value - Min) / (Max - Min);

    /// <summary>The marks of the axis.</summary>
    public IReadOnlyList<Tick> Ticks(int most) => IsLogarithmic
        ? Shared.Ticks.Logarithmic(Min, Max, most)
        : Shared.Ticks.Linear(Min, Max, most);

    /// <summary>True when two values differ by no more than rounding.</summary>
    public static bool IsFlat(double min, double max) => max - min <= 1e-12 * Math.Max(Math.Abs(min), Math.Abs(max));

    /// <summary>The range of some values, with a margin on each side; tight keeps the values' own ends.</summary>
    public static AxisScale Around(IEnumerable<double> values, bool logarithmic, bool tight)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value) && (!logarithmic || value > 0))
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }
        if (min > max)
        {
            return new AxisScale(logarithmic ? 0.1 : 0, 1, logarithmic);
        }
        if (IsFlat(min, max))
        {
            // One value only, but for rounding: any room around it will do.
            double room = logarithmic ? 2 : Math.Max(Math.Abs(min) * 0.1, 0.5);
            return logarithmic ? new AxisScale(min / room, max * room, true) : new AxisScale(min - room, max + room, false);
        }
        if (tight)
        {
            return new AxisScale(min, max, logarithmic);
        }
        const double Margin = 0.04;
        if (logarithmic)
        {
            double factor = Math.Pow(max / min, Margin);
            return new AxisScale(min / factor, max * factor, true);
        }
        double margin = Margin * (max - min);
        return new AxisScale(min - margin, max + margin, false);
    }
}
