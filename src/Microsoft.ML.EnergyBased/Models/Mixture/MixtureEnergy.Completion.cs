using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// Completion: given what is observed, the rest is a Gaussian mixture again, whose modes are the answers.
public sealed partial class MixtureEnergy
{
    // In standard deviations of the component that explains an answer best.
    private const float SameAnswer = 1e-2f;

    /// <summary>Completes one row: the local minima of F_β over its unobserved values, in order of energy.</summary>
    /// <remarks>
    /// The conditional mean of each component is a start, and with one component it is the answer. From there the step
    /// y ← (Σ r_z P_z)⁻¹ Σ r_z P_z m_z, P and m being the conditional precisions and means, never raises F_β; it ends at
    /// a minimum (Carreira-Perpiñán, "Mode-finding for mixtures of Gaussian distributions", IEEE PAMI 22, 2000). Where
    /// several components share in the answer, the search is begun again from beside it, so that no saddle is taken for one.
    /// </remarks>
    /// <param name="row">d values, of which NaN marks those that are unobserved.</param>
    /// <param name="answers">Receives the completed rows, as many as there are <paramref name="energies"/>; NaN past the last one.</param>
    /// <param name="energies">Receives F_β of each; NaN past the last one.</param>
    /// <param name="search">Receives how the search for the first answer went; its gap is the last step in standard deviations.</param>
    /// <returns>How many there are; 0 where nothing is observed or the row has an infinity.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        search = LatentSearch.None;
        var least = float.PositiveInfinity;
        var found = new AnswerSet(answers, energies, Dimension);
        if (!PartialRow.IsUsable(row))
            return 0;

        var unobserved = row.Count(float.NaN);
        var rowBuffer = ArrayPool<float>.Shared.Rent(2 * Dimension);
        var candidate = rowBuffer.AsSpan(0, Dimension);
        var deviations = rowBuffer.AsSpan(Dimension, Dimension);
        var buffer = ArrayPool<double>.Shared.Rent(MixtureCondition.RoomFor(_components, unobserved));
        var places = ArrayPool<int>.Shared.Rent(Math.Max(unobserved, 1));
        Span<float> energy = stackalloc float[1];
        var conditional = new MixtureCondition(_components, InverseTemperature, row, places.AsSpan(0, unobserved), buffer);
        for (var z = 0; z < NumberOfComponents; z++)
        {
            if (Weights[z] == 0)
                continue;
            var descent = conditional.Search(z);
            row.CopyTo(candidate);
            deviations.Clear();
            conditional.Write(candidate, deviations);
            Energy(candidate, energy);
            found.Add(candidate, energy[0], deviations, SameAnswer);
            if (float.IsFinite(energy[0]) && energy[0] < least)
                (least, search) = (energy[0], descent);
        }
        ArrayPool<float>.Shared.Return(rowBuffer);
        ArrayPool<double>.Shared.Return(buffer);
        ArrayPool<int>.Shared.Return(places);
        return found.Count;
    }
}
