namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// An energy F(y): one number a row, low where the data lives and high elsewhere.
/// </summary>
/// <remarks>
/// Rows are row-major, count × <see cref="Dimension"/>, and the caller owns every span. An energy is immutable and
/// may be used from any number of threads at once. The value of a row depends on that row alone: a row by itself
/// and the same row in a block give the same bits on the same machine. Inputs and outputs must not overlap. A finite
/// row whose energy is too great for Single has the energy +∞ (−∞ where an energy has no lower bound and is too far
/// below 0), never NaN; what else is computed of such a row may hold infinities and NaN.
/// </remarks>
public interface IEnergy
{
    /// <summary>The number of values in a row, at least 1.</summary>
    int Dimension { get; }

    /// <summary>Computes F(y) for each row y of a block.</summary>
    /// <param name="rows">count × <see cref="Dimension"/> values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity, and only for that row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Energy(ReadOnlySpan<float> rows, Span<float> energies);
}
