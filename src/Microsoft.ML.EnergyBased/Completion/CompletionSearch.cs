namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>How the search for the lowest answer of a row went.</summary>
/// <param name="Iterations">Steps that it took.</param>
/// <param name="Gap">The greatest move of its last step, in the features' deviations: what the tolerance is held against.</param>
/// <param name="Converged">1 where it ended by its tolerance, or by the resolution of the energy; 0 where it did not.</param>
internal readonly record struct CompletionSearch(float Iterations, float Gap, float Converged)
{
    /// <summary>No search that could tell: no answer, or an energy's own way.</summary>
    public static CompletionSearch None => new(float.NaN, float.NaN, float.NaN);

    /// <summary>Nothing was to be searched for.</summary>
    public static CompletionSearch Exact => new(0, 0, 1);
}
