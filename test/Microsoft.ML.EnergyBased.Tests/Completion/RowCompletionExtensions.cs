using Microsoft.ML.EnergyBased.Completion;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

internal static class RowCompletionExtensions
{
    /// <summary>Completes a row, for tests that do not look at the search.</summary>
    public static int Complete(this RowCompletion completion, ReadOnlySpan<float> row, Span<float> answers, Span<float> energies)
        => completion.Complete(row, answers, energies, out _);
}
