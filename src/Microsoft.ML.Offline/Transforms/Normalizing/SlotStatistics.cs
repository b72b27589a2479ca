namespace Microsoft.ML.Transforms;

/// <summary>Extremes of the values of one slot that are not NaN, mean and variance of the finite ones.</summary>
internal sealed class SlotStatistics
{
    private long _count;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private double _mean;
    private double _squaredDeviations;

    public void Add(double value)
    {
        if (double.IsNaN(value))
            return;

        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        if (!double.IsFinite(value))
            return;

        _count++;

        // Welford's update: no cancellation for data far from the origin.
        var delta = value - _mean;
        _mean += delta / _count;
        _squaredDeviations += delta * (value - _mean);
    }

    /// <summary>
    /// The affine map x → (x − offset) · scale. A slot whose values do not differ, or that has none, is mapped to 0, and by
    /// its extremes so is one with infinite values.
    /// </summary>
    public (double Scale, double Offset) AffineMap(NormalizingMode mode, bool fixZero)
    {
        var variance = _squaredDeviations / _count;
        var spread = mode == NormalizingMode.MinMax ? _maximum - _minimum : Math.Sqrt(variance);
        if (!(spread > 0 && double.IsFinite(spread)))
            return (0, 0);

        return (mode, fixZero) switch
        {
            (NormalizingMode.MinMax, true) => (1 / Math.Max(Math.Abs(_minimum), Math.Abs(_maximum)), 0),
            (NormalizingMode.MinMax, false) => (1 / spread, _minimum),

            // About zero the second moment takes the place of the variance.
            (NormalizingMode.MeanVariance, true) => (1 / Math.Sqrt((_mean * _mean) + variance), 0),
            (NormalizingMode.MeanVariance, false) => (1 / spread, _mean),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
    }
}
