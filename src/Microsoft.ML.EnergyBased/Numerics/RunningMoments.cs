namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>Means and variances of columns over rows that come block by block; NaN is a value that was not observed.</summary>
/// <remarks>Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962).</remarks>
/// <param name="dimension">Values in a row.</param>
internal sealed class RunningMoments(int dimension)
{
    private readonly double[] _squares = new double[dimension];
    private readonly double[] _totals = new double[dimension];

    /// <summary>How many values of each column were observed.</summary>
    public long[] Counts { get; } = new long[dimension];

    /// <summary>The mean of each column; 0 where nothing was observed.</summary>
    public double[] Means { get; } = new double[dimension];

    /// <summary>Takes a block of rows.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0: one of 0 is absent.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights = default)
    {
        for (var row = 0; row < rows.Length; row += Means.Length)
        {
            var weight = weights.IsEmpty ? 1 : weights[row / Means.Length];
            for (var i = 0; i < Means.Length && weight > 0; i++)
            {
                var value = rows[row + i];
                if (float.IsNaN(value))
                    continue;
                var difference = value - Means[i];
                Counts[i]++;
                _totals[i] += weight;
                Means[i] += difference * weight / _totals[i];
                _squares[i] += weight * difference * (value - Means[i]);
            }
        }
    }

    /// <summary>The variance of each column.</summary>
    /// <param name="lost">What is taken off the number of values: 0 for that of the values themselves, 1 for an estimate of where they come from.</param>
    public double[] Variances(int lost = 0)
    {
        var variances = new double[dimension];
        for (var i = 0; i < dimension; i++)
            variances[i] = Counts[i] > lost ? _squares[i] / (_totals[i] - lost) : 0;
        return variances;
    }
}
