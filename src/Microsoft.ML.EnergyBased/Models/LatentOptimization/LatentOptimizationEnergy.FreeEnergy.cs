using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

// F_β, estimated: the integral over z has as many dimensions as z.
public sealed partial class LatentOptimizationEnergy
{
    /// <summary>
    /// Estimates F_β(y) = −(1/β) log ∫ e^{−βE(y,z)} dz/V of each row, by annealed importance sampling, where V is the
    /// surface of the sphere or the volume of the ball: the mean over a uniform z. Of a free z, V is ∫ e^{−½βα‖z‖²} dz: the mean
    /// of e^{−β‖y − Dec(z)‖²} over the prior N(0, 1/(βα)).
    /// </summary>
    /// <remarks>
    /// Chains begin at uniform latents, or at those of the prior, and go through the densities e^{−tβE} (of a free z
    /// e^{−β(R + t(E − R))}, where R is the penalty) while t rises from 0 to 1, by Metropolis steps whose size follows their
    /// acceptance. As β grows F_β goes to the minimum over z, below which it never is where z is bounded. The error falls with more temperatures and more chains; chains that all miss a mode do not know of it.
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

        var annealed = new LatentAnnealedChains(_search, inverseTemperature, chains, temperatures, (ulong)seed);
        FreeEnergyEstimate.OfRows(rows, Dimension, estimates, row => annealed.Estimate(row, cancellationToken));
    }
}
