using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// Completion: the minima of F over the unobserved values are prototypes, or at finite β mixed ones.
public sealed partial class KMeansEnergy : ICompletingEnergy
{
    private const int MostMeanSteps = 1000;
    private const float MeanTolerance = 1e-6f;
    private const float SameMean = 1e-3f;

    // Of a value: two of its last digits.
    private const float Rounding = 2.4e-7f;

    // The standard deviations of the prototypes.
    private float[] AnswerScales => field ??= AnswerSet.Scales(_prototypes, Dimension);

    /// <summary>Completes one row: argmin of F_β over its unobserved values, and with more room its other local minima.</summary>
    /// <remarks>
    /// At β = ∞ a local minimum is a prototype's values in the unobserved places, where no other prototype has less energy.
    /// At finite β the mean shift y ← Σ r_z w_z, which never raises F_β, goes from each of those to a minimum.
    /// </remarks>
    /// <param name="row">d values, NaN where unobserved.</param>
    /// <param name="answers">Receives the completed rows, as many as there are <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F_β of each; NaN past the last one.</param>
    /// <param name="search">Receives how the search for the first answer went. At β = ∞ it is an enumeration; at finite β its gap is the last move of a value, in units of the prototypes' spread.</param>
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

        var buffer = ArrayPool<float>.Shared.Rent(2 * Dimension);
        var candidate = buffer.AsSpan(0, Dimension);
        var mean = buffer.AsSpan(Dimension, Dimension);
        Span<int> winner = stackalloc int[1];
        Span<float> energy = stackalloc float[1];
        for (var z = 0; z < NumberOfPrototypes; z++)
        {
            PartialRow.Fill(row, Prototype(z), candidate);
            if (IsMinimum)
            {
                _nearest.Find(candidate, winner, energy);
                if (winner[0] == z)
                    found.Add(candidate, energy[0], default, 0);
                continue;
            }
            var shift = Shift(row, candidate, mean);
            Energy(candidate, energy);
            found.Add(candidate, energy[0], AnswerScales, SameMean);
            if (float.IsFinite(energy[0]) && energy[0] < least)
                (least, search) = (energy[0], shift);
        }
        if (IsMinimum && found.Count > 0)
            search = LatentSearch.Exact;
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    /// <summary>Moves the unobserved values to where the mean over P(z|y) puts them, until they stay.</summary>
    private LatentSearch Shift(ReadOnlySpan<float> row, Span<float> candidate, Span<float> mean)
    {
        float gap = 0;
        var moves = true;
        var step = 0;
        for (; moves && step < MostMeanSteps; step++)
        {
            FreeEnergy(candidate, new EnergyOutputs { Reconstructions = mean });
            moves = false;
            gap = 0;
            for (var j = 0; j < row.Length; j++)
            {
                if (!float.IsNaN(row[j]))
                    continue;
                float move = Math.Abs(mean[j] - candidate[j]), tolerance = Math.Max(MeanTolerance * AnswerScales[j], Rounding * Math.Abs(mean[j]));
                moves |= move > tolerance;
                gap = Math.Max(gap, move / AnswerScales[j]);
                candidate[j] = mean[j];
            }
        }
        return new LatentSearch(step, gap, !moves);
    }
}
