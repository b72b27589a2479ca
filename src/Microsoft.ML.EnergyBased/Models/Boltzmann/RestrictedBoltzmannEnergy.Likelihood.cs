using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// Partition function, likelihood, pseudo-likelihood.
public sealed partial class RestrictedBoltzmannEnergy
{
    /// <summary>Whether <see cref="LogPartition"/> can be computed: the smaller layer (for Gaussian visible units the hidden one) has at most 25 units.</summary>
    public bool IsEnumerable => RestrictedBoltzmannEnumeration.Units(_shape) <= RestrictedBoltzmannEnumeration.GreatestUnits;

    /// <summary>Computes log Z = log Σ_v e^{−βF(v)} (an integral for Gaussian units) by enumeration of the smaller layer.</summary>
    /// <param name="numberOfThreads">The most threads used, at least 1, or null for all of the machine's. It changes no bit of the result.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    /// <returns>log Z.</returns>
    /// <exception cref="InvalidOperationException">More than 25 units: <see cref="EstimateLogPartition"/> is for those.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double LogPartition(int? numberOfThreads = null, CancellationToken cancellationToken = default)
        => new RestrictedBoltzmannEnumeration(Kernel).LogPartition(Threads(numberOfThreads), cancellationToken);

    /// <summary>Estimates log Z by annealed importance sampling from a machine without weights.</summary>
    /// <remarks>
    /// The mean of the importance weights is an unbiased estimate of Z, so that its logarithm is below log Z on average.
    /// The standard error of the logarithm is that of the mean weight relative to it; it is to be trusted where it is
    /// well below 1. Source: Salakhutdinov and Murray, "On the quantitative analysis of deep belief networks" (2008),
    /// equations 13 to 18.
    /// </remarks>
    /// <param name="chains">Independent runs, at least 2.</param>
    /// <param name="temperatures">Steps from the base machine to this one, at least 1; more of them lower the error.</param>
    /// <param name="seed">The seed; the same seed gives the same estimate.</param>
    /// <param name="baseMeans">The means of the base machine's V visible units, such as those of data, which make it a better start; or none for a neutral one.</param>
    /// <param name="numberOfThreads">The most threads used, at least 1, or null for all of the machine's. It changes no bit of the result.</param>
    /// <param name="cancellationToken">Looked at between blocks of chains.</param>
    /// <returns>The estimate with its standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException"><paramref name="baseMeans"/> has another length, or is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LogPartitionEstimate EstimateLogPartition(
        int chains = 100, int temperatures = 1000, long seed = 0, ReadOnlySpan<float> baseMeans = default, int? numberOfThreads = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(temperatures, 1);
        if (!baseMeans.IsEmpty && baseMeans.Length != Dimension)
            throw new ArgumentException($"Expected {Dimension} means, got {baseMeans.Length}.", nameof(baseMeans));
        if (!VectorMath.IsFinite(baseMeans))
            throw new ArgumentException("A mean is NaN or infinite.", nameof(baseMeans));
        var means = baseMeans.ToArray();
        ToKernel(means);
        return RestrictedBoltzmannAnnealedChains.Estimate(Kernel, means, chains, temperatures, (ulong)seed, Threads(numberOfThreads), cancellationToken);
    }

    /// <summary>The mean log-likelihood of the rows, −βF(v) − log Z on average.</summary>
    /// <param name="rows">count × V values, at least one row.</param>
    /// <param name="logPartition">log Z, from <see cref="LogPartition"/> or <see cref="EstimateLogPartition"/>.</param>
    /// <returns>The mean, in nats a row; NaN where a row holds NaN or an infinity.</returns>
    /// <exception cref="ArgumentException">No row, or not a whole number of them.</exception>
    public double LogLikelihood(ReadOnlySpan<float> rows, double logPartition)
    {
        var count = RowsOf(rows);
        var energies = new float[count];
        Energy(rows, energies);
        return (-InverseTemperature * energies.Average(energy => (double)energy)) - logPartition;
    }

    /// <summary>
    /// The mean pseudo-log-likelihood of the rows, Σ_i log P(v_i | all other units) = Σ_i log σ(β(F(v with bit i flipped) − F(v))),
    /// over all units exactly.
    /// </summary>
    /// <remarks>
    /// Needs no partition function. scikit-learn's score_samples draws one unit i a row and reports V times its term: an
    /// unbiased, noisier estimate of the same number, which <see cref="EstimatePseudoLogLikelihood"/> gives.
    /// Source: Besag, "Statistical analysis of non-lattice data" (1975).
    /// </remarks>
    /// <param name="rows">count × V values, at least one row; a value x between 0 and 1 is flipped to 1 − x.</param>
    /// <param name="numberOfThreads">The most threads used, at least 1, or null for all of the machine's. It changes no bit of the result.</param>
    /// <param name="cancellationToken">Looked at between blocks of rows.</param>
    /// <returns>The mean, in nats a row; NaN where a row holds NaN or an infinity.</returns>
    /// <exception cref="NotSupportedException">The visible units are Gaussian: their conditionals have no closed form.</exception>
    /// <exception cref="ArgumentException">No row, or not a whole number of them.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double PseudoLogLikelihood(ReadOnlySpan<float> rows, int? numberOfThreads = null, CancellationToken cancellationToken = default)
    {
        RowsOf(rows);
        return new RestrictedBoltzmannPseudoLikelihood(Kernel, Weights).Exact(rows, Threads(numberOfThreads), cancellationToken);
    }

    /// <summary>Estimates <see cref="PseudoLogLikelihood"/> from one flipped unit a row, V log σ(β(F(flipped) − F(v))), as scikit-learn does.</summary>
    /// <param name="rows">count × V values, at least one row.</param>
    /// <param name="seed">The seed of the choice of units; the same seed gives the same estimate.</param>
    /// <returns>The mean, in nats a row; NaN where a row holds NaN or an infinity.</returns>
    /// <exception cref="NotSupportedException">The visible units are Gaussian.</exception>
    /// <exception cref="ArgumentException">No row, or not a whole number of them.</exception>
    public double EstimatePseudoLogLikelihood(ReadOnlySpan<float> rows, long seed = 0)
    {
        RowsOf(rows);
        return new RestrictedBoltzmannPseudoLikelihood(Kernel, Weights).Estimate(rows, (ulong)seed);
    }

    private static int Threads(int? numberOfThreads)
    {
        if (numberOfThreads < 1)
            throw new ArgumentOutOfRangeException(nameof(numberOfThreads), numberOfThreads, "Must be at least 1.");
        return numberOfThreads ?? Environment.ProcessorCount;
    }

    private int RowsOf(ReadOnlySpan<float> rows)
    {
        var count = SpanChecks.Count(rows, Dimension);
        return count > 0 ? count : throw new ArgumentException("There must be at least one row.", nameof(rows));
    }
}
