using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

// Completion: the z that explain the observed part, decoded.
public sealed partial class LatentOptimizationEnergy
{
    // An answer is improved while a round lowers its energy by such a share.
    private const float LeastGain = 1e-3f;
    private const int MostRounds = 10;

    /// <summary>
    /// Completes one row: each descent over z, of the energy of the observed values alone, ends at an answer whose
    /// unobserved values are those of Dec(z).
    /// </summary>
    /// <remarks>
    /// The answer is completed again with the latent that explains it as a whole, as long as that lowers F. Answers are one
    /// where no value differs by more than a fiftieth of its standard deviation over what the starts of a search decode to.
    /// A single answer is that of the best descent; as searches end by a tolerance, the lowest of several may be lower by as
    /// much as that leaves.
    /// </remarks>
    /// <param name="row">d values, NaN where unobserved.</param>
    /// <param name="answers">Receives the completed rows, as many as there are <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each; NaN past the last one.</param>
    /// <param name="search">Receives how the descent went, over the energy of what is observed, that led to the first answer.</param>
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

        var descents = _search.Settings.Descents;
        var buffer = ArrayPool<float>.Shared.Rent((descents + 3) * Dimension);
        var decoded = buffer.AsSpan(0, descents * Dimension);
        var answer = buffer.AsSpan(descents * Dimension, Dimension);
        var next = buffer.AsSpan((descents + 1) * Dimension, Dimension);
        var reconstruction = buffer.AsSpan((descents + 2) * Dimension, Dimension);
        var searches = ArrayPool<LatentSearch>.Shared.Rent(descents);
        _search.FindAll(default, row, default, default, decoded, searches.AsSpan(0, descents));
        // Where one answer is wanted, it is that of the best descent: to settle the others takes four times as long.
        for (var i = 0; i < (energies.Length > 1 ? descents : 1); i++)
        {
            PartialRow.Fill(row, decoded.Slice(i * Dimension, Dimension), answer);
            var energy = Settle(row, answer, next, reconstruction);
            found.Add(answer, energy, _scales ??= AnswerSet.Scales(_search.DecodeStarts(), Dimension), AnswerSet.Same);
            if (float.IsFinite(energy) && energy < least)
                (least, search) = (energy, searches[i]);
        }
        ArrayPool<LatentSearch>.Shared.Return(searches);
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    /// <summary>Completes with what explains the answer itself, while its energy falls; returns the energy.</summary>
    private float Settle(ReadOnlySpan<float> row, Span<float> answer, Span<float> next, Span<float> reconstruction)
    {
        Span<float> energy = stackalloc float[1];
        _search.Find(default, answer, energy, default, reconstruction, default);
        var least = energy[0];
        for (var round = 0; round < MostRounds && least > 0; round++)
        {
            PartialRow.Fill(row, reconstruction, next);
            _search.Find(default, next, energy, default, reconstruction, default);
            if (!(energy[0] < least * (1 - LeastGain)))
                break;
            least = energy[0];
            next.CopyTo(answer);
        }
        return least;
    }
}
