using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// The probabilistic form: a Gaussian whose covariance WΛWᵀ + σ²I has the explained variances along W, and σ² in all directions beside.
public sealed partial class PrincipalSubspaceEnergy
{
    // Of the mean variance of a feature: below, what lies outside is rounding of Single, and no scale to measure by.
    private const double NoiseFloor = 1e-6;

    /// <summary>
    /// σ²: the variance that the components leave, (<see cref="TotalVariance"/> − Σ <see cref="ExplainedVariances"/>) / (d − r),
    /// which is of greatest likelihood; at least a millionth of the mean variance of a feature, such as where r = d.
    /// </summary>
    public double NoiseVariance { get; }

    private double Noise()
    {
        var rest = Math.Max(0, TotalVariance - TensorPrimitives.Sum<double>(_explainedVariances)) / Math.Max(1, Dimension - NumberOfComponents);
        return Math.Max(rest, NoiseFloor * TotalVariance / Dimension);
    }

    /// <summary>−ln N(y; μ, WΛWᵀ + σ²I) of residuals and of what lies along the components, with its gradients.</summary>
    private sealed class Likelihood
    {
        private readonly PrincipalSubspaceEnergy _energy;
        private readonly double _constant;

        // Both in inverse standard deviations: outside, and along each component.
        private readonly float _outside;
        private readonly float[] _along;
        private readonly float[] _shrinkage;

        // 1/√(2P) of each feature, P the diagonal of (WΛWᵀ + σ²I)⁻¹.
        private readonly float[] _gains;

        public Likelihood(PrincipalSubspaceEnergy energy)
        {
            var noise = energy.NoiseVariance;
            if (!(noise > 0))
                throw new ArgumentException("Where no feature varies there is no likelihood.", nameof(energy));
            _energy = energy;
            var variances = Array.ConvertAll(energy._priorVariances, prior => prior + noise);
            var (d, r) = (energy.Dimension, energy.NumberOfComponents);
            _constant = ((d * Math.Log(2 * Math.PI)) + variances.Sum(Math.Log) + ((d - r) * Math.Log(noise))) / 2;
            // With r = d nothing lies outside but rounding.
            _outside = d == r ? 0 : (float)(1 / Math.Sqrt(noise));
            _along = Array.ConvertAll(variances, variance => (float)(1 / Math.Sqrt(variance)));
            _shrinkage = [.. energy._priorVariances.Zip(variances, (prior, variance) => (float)(prior / variance))];
            _gains = new float[d];
            for (var j = 0; j < d; j++)
            {
                double precision = 0, share = 0;
                for (var k = 0; k < r; k++)
                {
                    double weight = energy._components[(k * d) + j];
                    share += weight * weight;
                    precision += weight * weight / variances[k];
                }
                if (d > r)
                    precision += Math.Max(0, 1 - share) / noise;
                _gains[j] = (float)(1 / Math.Sqrt(2 * precision));
            }
        }

        /// <summary>Replaces Wᵀ(y − μ) by the posterior mean of z, Λ(Λ + σ²)⁻¹Wᵀ(y − μ).</summary>
        public void Shrink(Span<float> latents) => Scale(latents, _shrinkage);

        /// <summary>Writes energies, shares and gradients of a block of rows; overwrites what it is given.</summary>
        public void Write(Span<float> residuals, Span<float> along, int start, int count, in EnergyOutputs outputs)
        {
            var (d, r) = (_energy.Dimension, _energy.NumberOfComponents);
            TensorPrimitives.Multiply(residuals, _outside, residuals);
            Scale(along, _along);
            for (var i = 0; i < count && !outputs.Energies.IsEmpty; i++)
            {
                var square = (double)VectorMath.SquaredNorm(residuals.Slice(i * d, d)) + VectorMath.SquaredNorm(along.Slice(i * r, r));
                outputs.Energies[start + i] = (float)((square / 2) + _constant);
            }
            if (outputs.FeatureEnergies.IsEmpty && outputs.Gradients.IsEmpty)
                return;

            var gradients = residuals;
            TensorPrimitives.Multiply(residuals, _outside, gradients);
            Scale(along, _along);
            MatrixProduct.Multiply(along, count, _energy._decoder, gradients, accumulate: true);
            if (!outputs.Gradients.IsEmpty)
                gradients.CopyTo(outputs.Gradients[(start * d)..]);
            if (outputs.FeatureEnergies.IsEmpty)
                return;
            Scale(gradients, _gains);
            TensorPrimitives.Multiply(gradients, gradients, outputs.FeatureEnergies.Slice(start * d, gradients.Length));
        }

        private static void Scale(Span<float> rows, ReadOnlySpan<float> factors)
        {
            for (var i = 0; i < rows.Length; i += factors.Length)
            {
                var row = rows.Slice(i, factors.Length);
                TensorPrimitives.Multiply(row, factors, row);
            }
        }
    }
}
