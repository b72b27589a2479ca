namespace Microsoft.ML.Transforms;

/// <summary>The values that are there, of one slot or of a whole column, and what stands in for those that are not.</summary>
internal sealed class PresentValues(MissingValueReplacingEstimator.ReplacementMode mode)
{
    private readonly Dictionary<double, (long Count, int Place)> _counts = [];
    private long _count;
    private double _sum;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    public void Add(double value)
    {
        if (double.IsNaN(value))
            return;

        _count++;
        _sum += value;
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);

        // Only the mode needs every value.
        if (mode == MissingValueReplacingEstimator.ReplacementMode.Mode)
        {
            var (count, place) = _counts.GetValueOrDefault(value, (0, _counts.Count));
            _counts[value] = (count + 1, place);
        }
    }

    /// <summary>NaN when nothing is there to tell from: what is missing then stays missing.</summary>
    public double Replacement() => mode switch
    {
        MissingValueReplacingEstimator.ReplacementMode.DefaultValue => 0,
        _ when _count == 0 => double.NaN,
        MissingValueReplacingEstimator.ReplacementMode.Mean => _sum / _count,
        MissingValueReplacingEstimator.ReplacementMode.Minimum => _minimum,
        MissingValueReplacingEstimator.ReplacementMode.Maximum => _maximum,

        // Of several most frequent values, the one that came first.
        MissingValueReplacingEstimator.ReplacementMode.Mode => _counts.OrderByDescending(c => c.Value.Count).ThenBy(c => c.Value.Place).First().Key,
        _ => throw new InvalidOperationException($"Unknown replacement mode {mode}."),
    };
}
