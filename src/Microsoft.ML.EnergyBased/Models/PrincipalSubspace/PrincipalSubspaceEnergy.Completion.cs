using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// The unobserved part of a row: min over it of F is min over z of the observed part's energy, a least-squares problem.
public sealed partial class PrincipalSubspaceEnergy
{
    // Directions of the subspace of which the observed values see a smaller share (of their squared length) are not determined.
    private const double LeastShare = 1e-10;

    /// <summary>
    /// Completes one row by the z that explains its observed part o best, min_z ‖(y − μ)_o − W_o z‖²: the unobserved
    /// part is that of μ + Wz.
    /// </summary>
    /// <remarks>
    /// The minima of F form one connected set, so that there is one answer. Where the observed values do not determine z,
    /// such as where they are fewer than the components, it is the z of least length: the one nearest to the mean. Where they
    /// hardly determine it, noise in them is magnified and the answer can lie far off: this energy knows no prior over z, as
    /// that of one Gaussian (<see cref="MixtureEnergy"/> with K = 1) does.
    /// </remarks>
    /// <param name="row">d values, of which NaN marks those that are unobserved.</param>
    /// <param name="answers">Receives the completed row first; NaN past it.</param>
    /// <param name="energies">Receives F of the answer; NaN past it.</param>
    /// <param name="search">Receives that nothing was searched for: the answer is in closed form.</param>
    /// <returns>1; 0 where the row has an infinity, or nothing observed.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        SpanChecks.CheckLength(answers.Length, energies.Length, Dimension);
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
        search = LatentSearch.None;
        if (!PartialRow.IsUsable(row))
            return 0;
        search = LatentSearch.Exact;
        if (energies.IsEmpty)
            return 1;

        Span<float> answer = answers[..Dimension];
        row.CopyTo(answer);
        if (row.Contains(float.NaN))
            Fill(row, answer);
        Energy(answer, energies[..1]);
        return 1;
    }

    private void Fill(ReadOnlySpan<float> row, Span<float> answer)
    {
        var r = NumberOfComponents;
        var buffer = ArrayPool<double>.Shared.Rent((r * r) + (3 * r));
        Span<double> gram = buffer.AsSpan(0, r * r);
        Span<double> shares = buffer.AsSpan(r * r, r);
        Span<double> right = buffer.AsSpan((r * r) + r, r);
        Span<double> z = buffer.AsSpan((r * r) + (2 * r), r);
        gram.Clear();
        right.Clear();
        z.Clear();
        for (var j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]))
                continue;
            var difference = row[j] - _mean[j];
            for (var k = 0; k < r; k++)
            {
                double weight = _components[(k * Dimension) + j];
                right[k] += weight * difference;
                for (var l = 0; l <= k; l++)
                    gram[(k * r) + l] += weight * _components[(l * Dimension) + j];
            }
        }

        // W_oᵀW_o has its eigenvalues in [0, 1]: how much of each direction is observed.
        WeightedMoments.Mirror(gram, r);
        SymmetricEigen.Decompose(gram, shares);
        for (var k = 0; k < r && shares[k] > LeastShare; k++)
        {
            ReadOnlySpan<double> direction = gram.Slice(k * r, r);
            var length = TensorPrimitives.Dot(direction, right) / shares[k];
            TensorPrimitives.MultiplyAdd(direction, length, z, z);
        }
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
}
