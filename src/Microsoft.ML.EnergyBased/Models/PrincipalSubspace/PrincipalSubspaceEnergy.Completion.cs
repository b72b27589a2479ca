using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// The unobserved part of a row, given the observed one: the mean of a Gaussian, by a system of r equations.
public sealed partial class PrincipalSubspaceEnergy : IClosedFormCompletion
{
    /// <summary>
    /// Completes one row by the posterior mean of z given its observed part o, (W_oᵀW_o + σ²Λ⁻¹)⁻¹W_oᵀ(y − μ)_o: the
    /// unobserved part is that of μ + Wz, its mean under N(μ, WΛWᵀ + σ²I).
    /// </summary>
    /// <remarks>
    /// <para>
    /// z ~ N(0, Λ), Λ being the explained variances less <see cref="NoiseVariance"/>, σ². If <see cref="Probabilistic"/>, the
    /// answer is where F is least over what is unobserved. The squared distance alone would have
    /// min_z ‖(y − μ)_o − W_o z‖², which is the limit of σ² → 0 where the observed values determine z; where they hardly do, it
    /// magnifies the noise in them and runs away, so that both energies answer by the prior. There F of the
    /// answer, a squared distance, is above its least value.
    /// </para>
    /// <para>
    /// Its limits are those of one Gaussian: one answer, linear in what is observed. σ² is alike in all features, so that those
    /// in great units count for more: standardise them. Source: Tipping and Bishop (1999).
    /// </para>
    /// </remarks>
    /// <param name="row">d values, of which NaN marks those that are unobserved.</param>
    /// <param name="answers">Receives the completed row first; NaN past it.</param>
    /// <param name="energies">Receives F of the answer; NaN past it.</param>
    /// <param name="search">Receives that nothing was searched for: the answer is in closed form.</param>
    /// <returns>1; 0 where the row has an infinity, or nothing observed.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
        => ClosedFormCompletion.Complete(this, row, answers, energies, out search);

    void IClosedFormCompletion.Fill(ReadOnlySpan<float> row, Span<float> answer)
    {
        var r = NumberOfComponents;
        var buffer = ArrayPool<double>.Shared.Rent((r * r) + (2 * r));
        var system = buffer.AsSpan(0, r * r);
        var deviations = buffer.AsSpan(r * r, r);
        var z = buffer.AsSpan((r * r) + r, r);
        z.Clear();
        // Where nothing varied all of z is 0, and the answer μ.
        if (NoiseVariance > 0)
            Explain(row, system, deviations, z);
        for (var j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
                continue;
            var value = _mean[j];
            for (var k = 0; k < r; k++)
                value += z[k] * _components[(k * Dimension) + j];
            answer[j] = (float)value;
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    // With z = Λ^½u the system (Λ^½W_oᵀW_oΛ^½ + σ²I)u = Λ^½W_oᵀ(y − μ)_o is positive definite even where a variance is 0.
    private void Explain(ReadOnlySpan<float> row, Span<double> system, Span<double> deviations, Span<double> z)
    {
        var r = NumberOfComponents;
        system.Clear();
        for (var k = 0; k < r; k++)
        {
            deviations[k] = Math.Sqrt(_priorVariances[k]);
            system[(k * r) + k] = NoiseVariance;
        }
        for (var j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]))
                continue;
            var difference = row[j] - _mean[j];
            for (var k = 0; k < r; k++)
            {
                var weight = deviations[k] * _components[(k * Dimension) + j];
                z[k] += weight * difference;
                for (var l = 0; l <= k; l++)
                    system[(k * r) + l] += weight * deviations[l] * _components[(l * Dimension) + j];
            }
        }
        if (!Cholesky.TryFactor(system, r))
            throw new InvalidOperationException($"The posterior of a latent overflowed: the variances ({TotalVariance:G3} in all) are beyond what can be solved.");
        Cholesky.Solve(system, r, z);
        TensorPrimitives.Multiply(z, deviations, z);
    }
}
