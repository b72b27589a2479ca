namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>The units that columns are measured in: their standard deviations, and something in their place where a column does not vary.</summary>
/// <remarks>
/// Nothing here is a number of its own units: features in other units have the same scales in those, and features with
/// another origin the same scales, as long as Single tells their values apart.
/// </remarks>
internal static class ColumnScales
{
    private const int MantissaBits = 23;

    /// <summary>
    /// Whether a column varies: by more than what Single's rounding makes of values about the mean, which are half a unit in
    /// the last place off at the most and have a variance of 1/12 of its square.
    /// </summary>
    public static bool Varies(double mean, double variance)
    {
        var unit = mean == 0 ? 0 : Math.ScaleB(1, Math.ILogB(mean) - MantissaBits);
        return variance > unit * unit / 12;
    }

    /// <summary>
    /// What stands for the standard deviation of a column that does not vary: the greatest one of the others, where none varies the
    /// greatest magnitude, and 1 where all is 0.
    /// </summary>
    public static double OfConstant(ReadOnlySpan<double> means, ReadOnlySpan<double> variances)
    {
        double greatest = 0;
        double magnitude = 0;
        for (var i = 0; i < means.Length; i++)
        {
            magnitude = Math.Max(magnitude, Math.Abs(means[i]));
            if (Varies(means[i], variances[i]))
                greatest = Math.Max(greatest, Math.Sqrt(variances[i]));
        }
        return greatest > 0 ? greatest : magnitude > 0 ? magnitude : 1;
    }
}
