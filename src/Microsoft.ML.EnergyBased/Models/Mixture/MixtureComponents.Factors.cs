using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// The factors A of the precisions: how they are made, and whitening by them in blocks.
internal sealed unsafe partial class MixtureComponents
{
    private void Whiten(int z, ReadOnlySpan<double> differences, int count, Span<double> whitened)
    {
        if (!IsFull)
        {
            for (var i = 0; i < count; i++)
                TensorPrimitives.Multiply(Factors(z), differences.Slice(i * _stride, Dimension), whitened.Slice(i * _stride, Dimension));
            return;
        }
        whitened.Clear();
        fixed (double* from = differences, to = whitened, factors = &_factors[z * Dimension * _stride])
        {
            for (var i = 0; i < count; i += DoubleTile.Rows)
            {
                var row = (nint)i * _stride;
                for (var j = 0; j < Dimension; j += DoubleTile.Columns)
                {
                    var steps = Math.Min(j + DoubleTile.Columns, Dimension);
                    DoubleTile.Accumulate(steps, from + row, _stride, 1, factors + j, _stride, to + row + j, _stride);
                }
            }
        }
    }

    /// <summary>Gives ln det A; NaN or −∞ where the covariance is not positive definite.</summary>
    private double FactorFull(int z, CancellationToken cancellation)
    {
        var factor = Covariances.AsSpan(z * CovarianceSize, CovarianceSize).ToArray();
        if (!Cholesky.TryFactor(factor, Dimension, cancellation))
            return double.NaN;
        var inverse = _factors.AsSpan(z * Dimension * _stride, Dimension * _stride);
        Cholesky.InvertTransposed(factor, Dimension, inverse, _stride, cancellation);
        double sum = 0;
        for (var j = 0; j < Dimension; j++)
            sum += Math.Log(inverse[(j * _stride) + j]);
        return sum;
    }

    private double FactorDiagonal(int z)
    {
        var factors = _factors.AsSpan(z * Dimension, Dimension);
        double sum = 0;
        for (var j = 0; j < Dimension; j++)
        {
            var variance = Covariances[(z * CovarianceSize) + (CovarianceSize == 1 ? 0 : j)];
            factors[j] = variance > 0 ? 1 / Math.Sqrt(variance) : double.NaN;
            sum += Math.Log(factors[j]);
        }
        return sum;
    }
}
