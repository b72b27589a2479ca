namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>The variance of each coordinate over rows that come block by block (Welford, Technometrics 4, 1962).</summary>
internal sealed class RunningVariance(int dimension)
{
    private readonly double[] _means = new double[dimension];
    private readonly double[] _squares = new double[dimension];
    private long _count;

    public void Add(ReadOnlySpan<float> rows)
    {
        for (int row = 0; row < rows.Length; row += _means.Length)
        {
            _count++;
            for (int i = 0; i < _means.Length; i++)
            {
                double difference = rows[row + i] - _means[i];
                _means[i] += difference / _count;
                _squares[i] += difference * (rows[row + i] - _means[i]);
            }
        }
    }

    /// <summary>The variances; where nothing has moved, the value of <paramref name="otherwise"/>.</summary>
    public float[] Variances(ReadOnlySpan<float> otherwise)
    {
        float[] variances = otherwise.ToArray();
        for (int i = 0; i < variances.Length; i++)
        {
            float variance = _count > 1 ? (float)(_squares[i] / (_count - 1)) : 0;
            if (variance > 0 && float.IsFinite(variance))
                variances[i] = variance;
        }
        return variances;
    }
}
