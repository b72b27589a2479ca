namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// An energy that knows how to complete a row: it holds the observed part of y and minimises F over the rest, in closed
/// form or by its own search. Energies that do not are completed by their gradient.
/// </summary>
/// <remarks>
/// Where the observed part does not determine that minimum, or hardly, an energy may answer by a prior over what explains the row,
/// and says so.
/// </remarks>
public interface ICompletingEnergy : IEnergy
{
    /// <summary>Completes one row: the distinct local minima of F over its unobserved part, in order of their energy.</summary>
    /// <param name="row">d values, of which NaN marks those that are unobserved; the others are finite.</param>
    /// <param name="answers">
    /// Receives room/d completed rows at the most, where room/d is the length of <paramref name="energies"/>: observed
    /// values to the bit, the others at a minimum. NaN past the last one.
    /// </param>
    /// <param name="energies">Receives F of each answer, the same bits as <see cref="IEnergy.Energy"/> of it; NaN past the last one.</param>
    /// <param name="search">
    /// Receives how the search for the first answer went; what its gap measures the energy says. Iterations are 0 and it has
    /// converged where the answer is in closed form, and NaN is its gap where there is no answer.
    /// </param>
    /// <returns>How many distinct minima were found, at least 1; 0 where the row has an infinity, or nothing observed that the energy needs.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search);

    /// <summary>Throws where what a completion looks through is too much for memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    internal void CheckCompletable()
    {
    }
}
