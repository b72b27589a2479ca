namespace Microsoft.ML.Transforms;

/// <summary>Which statistics of a slot give its scale.</summary>
internal enum NormalizingMode
{
    MinMax,
    MeanVariance,
}

/// <param name="Mode">Which statistics give the scale.</param>
/// <param name="FixZero">Whether zero stays zero, so that only the scale changes.</param>
/// <param name="MaximumExampleCount">How many rows are looked at.</param>
internal sealed record NormalizingOptions(NormalizingMode Mode, bool FixZero, long MaximumExampleCount);
