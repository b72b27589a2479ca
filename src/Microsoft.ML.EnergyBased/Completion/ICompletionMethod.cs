using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>One method of completing rows; safe for any number of threads.</summary>
internal interface ICompletionMethod
{
    /// <summary>
    /// Completes a row of which something is observed and something is not, and tells how the search for the first answer
    /// went; see <see cref="ICompletingEnergy.Complete"/>.
    /// </summary>
    int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search);
}
