using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The share of each feature in a squared error.</summary>
internal static class FeatureErrors
{
    /// <summary>(y − r)² of each value; <paramref name="shares"/> may be the reconstructions' own span.</summary>
    public static void Square(ReadOnlySpan<float> rows, ReadOnlySpan<float> reconstructions, Span<float> shares)
    {
        TensorPrimitives.Subtract(rows, reconstructions, shares);
        TensorPrimitives.Multiply(shares, shares, shares);
    }
}
