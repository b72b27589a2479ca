using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Annealed importance sampling of log Z = log ∫ e^{−βE(y)} dy: chains drawn from a proposal go through the densities
/// q^{1−t} e^{−tβE} while t rises from 0 to 1, and gather log weights on the way.
/// </summary>
/// <remarks>
/// Source: Neal, "Annealed importance sampling", Statistics and Computing 11 (2001), equations 3 to 10. The transitions
/// are trajectories of <see cref="HamiltonianSampler"/>. The restricted Boltzmann machine has a form of its own,
/// <see cref="RestrictedBoltzmannEnergy.EstimateLogPartition"/>.
/// </remarks>
public static class AnnealedImportanceSampling
{
    /// <summary>Estimates log Z.</summary>
    /// <param name="energy">E.</param>
    /// <param name="proposal">q, where the chains come from; it should cover what e^{−βE} covers.</param>
    /// <param name="stepSize">ε of the leapfrog steps, above 0.</param>
    /// <param name="chains">Independent runs, at least 2.</param>
    /// <param name="temperatures">Steps of t from 0 to 1, at least 1; more of them lower the error.</param>
    /// <param name="leapfrogSteps">Leapfrog steps of each transition, at least 1.</param>
    /// <param name="inverseTemperature">β, above 0 and finite.</param>
    /// <param name="seed">The seed; the same seed gives the same estimate.</param>
    /// <param name="numberOfThreads">The most threads used, at least 1, or null for all of the machine's. It changes no bit of the result.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>The estimate with its standard error.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> or <paramref name="proposal"/> is null.</exception>
    /// <exception cref="ArgumentException">The proposal has another dimension than the energy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LogPartitionEstimate Estimate(
        IDifferentiableEnergy energy, Proposal proposal, float stepSize, int chains = 100, int temperatures = 1000, int leapfrogSteps = 5,
        float inverseTemperature = 1, long seed = 0, int? numberOfThreads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(proposal);
        FreeEnergyEstimate.Check(inverseTemperature, chains, temperatures);
        proposal.CheckDimension(energy.Dimension, nameof(proposal));

        int dimension = energy.Dimension;
        var options = new SamplerOptions { NumberOfThreads = numberOfThreads };
        float[] positions = new float[checked(chains * dimension)];
        proposal.Draw(new RandomStream((ulong)seed, RandomPurpose.AnnealingStart), 0, dimension, positions);
        double[] logWeights = new double[chains];
        double[] logDensities = new double[chains];
        float[] energies = new float[chains];
        var info = new SamplerInfo(chains);
        var random = new SamplerRandom(seed, 0);
        SamplerState? next = null;
        for (int step = 1; step <= temperatures; step++, random = random.Next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // log f_t − log f_{t−1} = Δt (−βE − log q), at the position that comes from t − 1.
            energy.Energy(positions, energies);
            proposal.LogDensity(positions, dimension, logDensities);
            for (int chain = 0; chain < chains; chain++)
            {
                double slope = (-(double)inverseTemperature * energies[chain]) - logDensities[chain];
                logWeights[chain] += double.IsNaN(slope) ? double.NegativeInfinity : slope / temperatures;
            }
            if (step == temperatures)
                break;

            var bridge = new AnnealedEnergy(energy, inverseTemperature, proposal, (float)step / temperatures);
            var kernel = new HamiltonianSampler(bridge, stepSize, leapfrogSteps, options);
            SamplerState state = kernel.NewState(chains);
            positions.CopyTo(state.PositionsOf(0, chains));
            kernel.Refresh(state);
            next ??= state.NewLike();
            kernel.Step(state, random, next, info);
            next.Positions.CopyTo(positions);
        }
        return LogPartitionEstimate.Of(logWeights);
    }
}
