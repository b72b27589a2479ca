namespace Microsoft.ML.Transforms;

/// <summary>Extremes, mean and variance of the finite values of one slot.</summary>
internal sealed class SlotStatistics
{
    private long _count;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private double _mean;
    private double _squaredDeviations;

    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;

        _count++;
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);

        // Welford's update: no cancellation for data far from the origin.
        var delta = value - _mean;
        _mean += delta / _count;
        _squaredDeviations += delta * (value - _mean);
    }

    /// <summary>
    /// The affine map x → (x − offset) · scale. A slot without spread is mapped to 0, and so is one without values.
    /// </summary>
    public (double Scale, double Offset) AffineMap(NormalizingMode mode, bool fixZero)
    {
        if (_count == 0)
            return (0, 0);

        var (spread, offset) = (mode, fixZero) switch
        {
            (NormalizingMode.MinMax, true) => (Math.Max(Math.Abs(_minimum), Math.Abs(_maximum)), 0),
            (NormalizingMode.MinMax, false) => (_maximum - _minimum, _minimum),

            // About zero the second moment takes the place of the variance.
            (NormalizingMode.MeanVariance, true) => (Math.Sqrt((_mean * _mean) + (_squaredDeviations / _count)), 0),
            (NormalizingMode.MeanVariance, false) => (Math.Sqrt(_squaredDeviations / _count), _mean),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
        return (spread > 0 ? 1 / spread : 0, offset);
    }
}
