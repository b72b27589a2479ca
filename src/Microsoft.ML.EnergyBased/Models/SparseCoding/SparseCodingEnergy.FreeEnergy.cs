using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// F_β, estimated: the integral over z has as many dimensions as there are atoms.
public sealed partial class SparseCodingEnergy
{
    /// <summary>
    /// Estimates F_β(y) = −(1/β) log ∫ e^{−βE(y,z)} dz of each row by annealed importance sampling; where codes are
    /// non-negative, over those.
    /// </summary>
    /// <remarks>
    /// Chains begin at codes of density e^{−βλ‖z‖₁} and go through e^{−β(t½‖y − Wz‖² + λ‖z‖₁)} while t rises from 0 to 1,
    /// by sweeps of Metropolis steps over the coordinates. As β grows F_β tends to the minimum over z. The error falls with more
    /// temperatures and more chains; a row costs chains × temperatures × K × d multiplications.
    /// Source: Neal, "Annealed importance sampling", Statistics and Computing 11 (2001).
    /// </remarks>
    /// <param name="rows">count × d values, where count is the length of <paramref name="estimates"/>.</param>
    /// <param name="inverseTemperature">β, above 0 and finite.</param>
    /// <param name="estimates">Receives F_β of each row with its standard error; NaN for a row that holds NaN or an infinity.</param>
    /// <param name="chains">Independent runs, at least 2.</param>
    /// <param name="temperatures">Steps of t from 0 to 1, at least 1.</param>
    /// <param name="seed">The seed; all rows have the same random numbers.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void FreeEnergy(
        ReadOnlySpan<float> rows, float inverseTemperature, Span<FreeEnergyEstimate> estimates,
        int chains = 100, int temperatures = 300, long seed = 0, CancellationToken cancellationToken = default)
    {
        SpanChecks.CheckLength(rows.Length, estimates.Length, Dimension);
        FreeEnergyEstimate.Check(inverseTemperature, chains, temperatures);

        var annealed = new SparseAnnealedChains(_atoms, NumberOfAtoms, Inference, inverseTemperature, chains, temperatures, (ulong)seed);
        FreeEnergyEstimate.OfRows(rows, Dimension, estimates, row => annealed.Estimate(row, cancellationToken));
    }
}
