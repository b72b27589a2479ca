namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>Means and variances of the columns of rows, summed in double and from differences.</summary>
internal static class ColumnMoments
{
    /// <summary>The mean and variance of each column of at least one row.</summary>
    public static (double[] Means, double[] Variances) Of(ReadOnlySpan<float> rows, int dimension)
    {
        var means = Means(rows, dimension);
        var variances = new double[dimension];
        var count = rows.Length / dimension;
        for (var row = 0; row < count; row++)
            VectorMath.AddSquares(rows.Slice(row * dimension, dimension), means, variances);
        for (var i = 0; i < dimension; i++)
            variances[i] /= count;
        return (means, variances);
    }

    /// <summary>The mean of each column of at least one row.</summary>
    public static double[] Means(ReadOnlySpan<float> rows, int dimension)
    {
        var means = new double[dimension];
        var count = rows.Length / dimension;
        for (var row = 0; row < count; row++)
            VectorMath.Add(rows.Slice(row * dimension, dimension), means);
        for (var i = 0; i < dimension; i++)
            means[i] /= count;
        return means;
    }
}
