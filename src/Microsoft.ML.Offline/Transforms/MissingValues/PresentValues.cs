namespace Microsoft.ML.Transforms;

/// <summary>The values that are there, of one slot or of a whole column, and what stands in for those that are not. Mean and mode are those of the finite values.</summary>
internal sealed class PresentValues(MissingValueReplacingEstimator.ReplacementMode mode)
{
    private readonly Dictionary<double, long> _counts = [];
    private long _count;
    private double _sum;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private double _mode;
    private long _modeCount;

    public void Add(double value)
    {
        if (double.IsNaN(value))
            return;

        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        if (!double.IsFinite(value))
            return;

        _count++;
        _sum += value;

        // Only the mode needs every value. Of several most frequent ones it is the one that first was that frequent.
        if (mode == MissingValueReplacingEstimator.ReplacementMode.Mode && (_counts[value] = _counts.GetValueOrDefault(value) + 1) > _modeCount)
        {
            _mode = value;
            _modeCount++;
        }
    }

    /// <summary>Where no value is there to tell from: 0, and for the extremes the infinity that each of them starts from.</summary>
    public double Replacement() => mode switch
    {
        MissingValueReplacingEstimator.ReplacementMode.DefaultValue => 0,
        MissingValueReplacingEstimator.ReplacementMode.Mean => _count == 0 ? 0 : _sum / _count,
        MissingValueReplacingEstimator.ReplacementMode.Minimum => _minimum,
        MissingValueReplacingEstimator.ReplacementMode.Maximum => _maximum,
        MissingValueReplacingEstimator.ReplacementMode.Mode => _mode,
        _ => throw new InvalidOperationException($"Unknown replacement mode {mode}."),
    };
}
