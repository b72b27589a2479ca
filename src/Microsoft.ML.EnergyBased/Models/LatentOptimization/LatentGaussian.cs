using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>A Gaussian over latents, with a full covariance that need not have full rank.</summary>
internal sealed class LatentGaussian
{
    private const double LargestVariance = 1e76;
    private const double Rounding = 1e-6;

    private readonly float[] _mean;
    private readonly double[] _covariance;

    // √λᵢ·vᵢ, one a row.
    private readonly float[] _axes;

    /// <param name="mean">k values; copied.</param>
    /// <param name="covariance">k × k values, symmetric; copied.</param>
    /// <param name="cancellation">Looked at on the way to its axes, which is O(k³).</param>
    public LatentGaussian(ReadOnlySpan<float> mean, ReadOnlySpan<double> covariance, CancellationToken cancellation = default)
    {
        _mean = mean.ToArray();
        _covariance = covariance.ToArray();
        _axes = new float[covariance.Length];
        var axes = covariance.ToArray();
        var variances = new double[mean.Length];
        SymmetricEigen.Decompose(axes, variances, cancellation);
        for (var i = 0; i < axes.Length; i++)
            _axes[i] = (float)(axes[i] * Math.Sqrt(Math.Max(0, variances[i / Size])));
    }

    /// <summary>k.</summary>
    public int Size => _mean.Length;

    public ReadOnlySpan<float> Mean => _mean;

    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>The mean and covariance (over their number) of some latents.</summary>
    public static LatentGaussian Fit(ReadOnlySpan<float> latents, int size, CancellationToken cancellation)
    {
        var mean = new double[size];
        var covariance = new double[checked(size * size)];
        var count = WeightedMoments.Mean(latents, default, mean, cancellation);
        for (var strip = 0; strip < WeightedMoments.Strips(size); strip++)
            WeightedMoments.Scatter(latents, default, mean, strip, covariance, cancellation);
        WeightedMoments.Mirror(covariance, size);
        TensorPrimitives.Divide(covariance, count, covariance);
        return new LatentGaussian([.. mean.Select(value => (float)value)], covariance, cancellation);
    }

    /// <summary>What a model file says, which need not be a covariance.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static LatentGaussian FromFile(float[] mean, double[] covariance)
    {
        var size = mean.Length;
        for (var i = 0; i < size; i++)
        {
            var own = covariance[(i * size) + i];
            // Latents are in Single, and so their covariance is bounded.
            if (!(own >= 0 && own <= LargestVariance))
                throw new ArgumentOutOfRangeException(nameof(covariance), own, "A variance is below 0 or beyond what latents can have.");
            for (var j = 0; j < i; j++)
            {
                var other = covariance[(i * size) + j];
                if (other != covariance[(j * size) + i] || !(other * other <= own * covariance[(j * size) + j] * (1 + Rounding)))
                    throw new ArgumentOutOfRangeException(nameof(covariance), other, "A covariance is not symmetric, or greater than its variances allow.");
            }
        }
        return new LatentGaussian(mean, covariance);
    }

    /// <summary>Draws one latent; two streams of the same key give the same.</summary>
    public void Draw(RandomStream stream, Span<float> latent)
    {
        var normals = new float[Size];
        stream.FillNormal(normals);
        _mean.CopyTo(latent);
        for (var i = 0; i < normals.Length; i++)
            TensorPrimitives.MultiplyAdd(_axes.AsSpan(i * Size, Size), normals[i], latent, latent);
    }
}
