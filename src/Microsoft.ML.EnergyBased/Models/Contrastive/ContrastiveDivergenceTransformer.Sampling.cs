using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased;

// Samples of the density e^{−βF}/Z, and how likely rows are under it.
public sealed partial class ContrastiveDivergenceTransformer
{
    private const int BlockSize = 256;

    // Trajectories of this many steps, of a size that adapts; the masses are those of the training rows.
    private const int LeapfrogSteps = 10;
    private const float FirstStepSize = 0.1f;

    /// <summary>Samples the model by Markov chains, which begin at points with the means and standard deviations of the training rows.</summary>
    /// <remarks>
    /// A restricted Boltzmann machine is sampled by block Gibbs sampling; an energy network by Hamiltonian Monte Carlo, whose
    /// step size adapts in the first half of the burn-in, so that the samples have the density e^{−βE}/Z whatever negative
    /// phase it was trained with. Where that has no finite Z (a network without a quadratic term), chains may run away:
    /// the diagnostics say so.
    /// </remarks>
    /// <param name="draws">The draws to keep of each chain, at least 1.</param>
    /// <param name="chains">The chains, at least 1.</param>
    /// <param name="burnIn">The steps before the first draw's, at least 0.</param>
    /// <param name="thin">The steps from draw to draw, at least 1.</param>
    /// <param name="seed">The seed; the same seed gives the same samples.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>Draws × chains samples, with acceptance, R-hat, effective sample size, divergences and energies of the chains.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SampleSet Sample(int draws, int chains = 100, int burnIn = 1000, int thin = 10, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(burnIn);
        ArgumentOutOfRangeException.ThrowIfLessThan(thin, 1);
        var start = Moments.Draw(chains, Machine?.VisibleUnits == VisibleUnits.Bernoulli, seed);
        if (Machine is { } machine)
        {
            var gibbs = new GibbsSampler(machine);
            return gibbs.Run(gibbs.Start(start), draws, burnIn, thin, seed, cancellationToken);
        }

        var options = new SamplerOptions { InverseTemperature = InverseTemperature };
        var sampler = new HamiltonianSampler(Energy, FirstStepSize, LeapfrogSteps, options, HamiltonianSampler.InverseMassesOf(Moments.StandardDeviations));
        var state = sampler.Start(start);
        var adaptation = burnIn / 2;

        // The adaptation has a seed of its own: no step of the run may have its random numbers.
        if (adaptation > 0)
            (sampler, state, _) = sampler.Adapt(state, new SamplerRandom(~seed, 0), adaptation, cancellationToken: cancellationToken);
        return sampler.Run(state, draws, burnIn - adaptation, thin, seed, cancellationToken);
    }

    /// <summary>
    /// The mean log-likelihood of rows: with the exact log Z of a restricted Boltzmann machine whose smaller layer (for Gaussian
    /// visible units the hidden one) has at most 25 units, otherwise with log Z estimated by annealed importance sampling.
    /// </summary>
    /// <remarks>
    /// The exact sum has 2^n terms for n units: milliseconds at 15 units, minutes at 25. The chains of an estimate begin at
    /// the means (and for real features the standard deviations) of the training rows. Of an energy network without a quadratic term Z may
    /// be infinite, which no estimate can tell: its likelihood then means nothing.
    /// Source: Salakhutdinov and Murray, "On the quantitative analysis of deep belief networks" (2008); Neal, "Annealed
    /// importance sampling", Statistics and Computing 11 (2001).
    /// </remarks>
    /// <param name="data">The rows, read once. Those with NaN or an infinity are left out.</param>
    /// <param name="chains">Independent runs of an estimate, at least 2.</param>
    /// <param name="temperatures">Steps of each run, at least 1; more of them lower the error.</param>
    /// <param name="seed">The seed of an estimate; the same seed gives the same.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    /// <returns>The mean, with log Z and its error.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or the feature column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row that can be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LogLikelihoodEstimate LogLikelihood(
        IDataView data, int chains = 100, int temperatures = 1000, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(temperatures, 1);
        var (energy, rows) = MeanEnergy(data, cancellationToken);
        if (Machine is { IsEnumerable: true } small)
        {
            var exact = small.LogPartition(cancellationToken: cancellationToken);
            return new LogLikelihoodEstimate((-InverseTemperature * energy) - exact, exact, 0, isExact: true, rows);
        }

        var estimate = EstimateLogPartition(chains, temperatures, seed, cancellationToken);
        return new LogLikelihoodEstimate(
            (-InverseTemperature * energy) - estimate.LogPartition, estimate.LogPartition, estimate.StandardError, isExact: false, rows);
    }

    /// <summary>Estimates log Z of the density e^{−βF}/Z by annealed importance sampling, from the moments of the training rows.</summary>
    /// <remarks>Of an energy network without a quadratic term Z may be infinite, which no estimate can tell.</remarks>
    /// <param name="chains">Independent runs, at least 2.</param>
    /// <param name="temperatures">Steps of each run, at least 1; more of them lower the error.</param>
    /// <param name="seed">The seed; the same seed gives the same estimate.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    /// <returns>The estimate, with its standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LogPartitionEstimate EstimateLogPartition(int chains = 100, int temperatures = 1000, long seed = 0, CancellationToken cancellationToken = default)
        => Machine is { } machine
            ? machine.EstimateLogPartition(chains, temperatures, seed, Moments.Means, cancellationToken: cancellationToken)
            : AnnealedImportanceSampling.Estimate(
                Energy, Moments.Proposal, FirstStepSize * Moments.StandardDeviations.Min(), chains, temperatures,
                inverseTemperature: InverseTemperature, seed: seed, cancellationToken: cancellationToken);

    private (double Mean, long Rows) MeanEnergy(IDataView data, CancellationToken cancellationToken)
    {
        using var cursor = new TrainingCursor(data, BoundInput.Bind(Inputs, data.Schema, nameof(data)), cancellationToken);
        var block = new float[BlockSize * Energy.Dimension];
        var energies = new float[BlockSize];
        double sum = 0;
        long rows = 0;
        for (var more = true; more;)
        {
            var count = 0;
            while (count < BlockSize && (more = cursor.Next(block.AsSpan(count * Energy.Dimension, Energy.Dimension))))
                count++;
            Energy.Energy(block.AsSpan(0, count * Energy.Dimension), energies.AsSpan(0, count));
            sum += energies.Take(count).Sum(energy => (double)energy);
            rows += count;
        }

        return rows > 0 ? (sum / rows, rows) : throw new InvalidOperationException($"There is no row with finite values in {Inputs[0].Role} '{Inputs[0].Name}'.");
    }
}
