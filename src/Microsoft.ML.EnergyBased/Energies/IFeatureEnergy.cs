namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// An energy that says which features make a row odd: the share of each in F(y). An energy that is a sum over features has a
/// split of its own, which it documents. Where there is none, the share of a feature is F(y) less the least F with that
/// feature free and the others held: what a better value of this one feature would gain. Such shares are at least 0 and do not
/// sum to F.
/// </summary>
public interface IFeatureEnergy : IEnergy
{
    /// <summary>Computes the share of each feature in the energy of each row of a block.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="shares">
    /// Receives as many; of an energy F(x, y) of rows [x | y] those of y alone. NaN throughout a row that holds NaN or an infinity.
    /// </param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares);
}
