using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Annealed importance sampling of log Z = log ∫ e^{−βE(y)} dy: chains drawn from a proposal go through the densities
/// q^{1−t} e^{−tβE} while t rises from 0 to 1, and gather log weights on the way.
/// </summary>
/// <remarks>
/// Source: Neal, "Annealed importance sampling", Statistics and Computing 11 (2001), equations 3 to 10. The transitions
/// are trajectories of <see cref="HamiltonianSampler"/>. The restricted Boltzmann machine has a form of its own, its
/// EstimateLogPartition.
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

        var logWeights = new double[chains];
        new ProposalChains(energy, proposal, stepSize, chains, temperatures, leapfrogSteps, inverseTemperature, seed, numberOfThreads).Run(logWeights, cancellationToken);
        return LogPartitionEstimate.Of(logWeights);
    }

    // f_t = q^{1−t} e^{−tβE}.
    private sealed class ProposalChains : AnnealedChains
    {
        private readonly IDifferentiableEnergy _energy;
        private readonly Proposal _proposal;
        private readonly float _stepSize;
        private readonly int _leapfrogSteps;
        private readonly float _inverseTemperature;
        private readonly SamplerOptions _options;
        private readonly float[] _positions;
        private readonly double[] _logDensities;
        private readonly float[] _energies;
        private readonly SamplerInfo _info;
        private SamplerRandom _random;
        private SamplerState? _next;

        public ProposalChains(
            IDifferentiableEnergy energy, Proposal proposal, float stepSize, int chains, int temperatures, int leapfrogSteps,
            float inverseTemperature, long seed, int? numberOfThreads)
            : base(temperatures)
        {
            _energy = energy;
            _proposal = proposal;
            _stepSize = stepSize;
            _leapfrogSteps = leapfrogSteps;
            _inverseTemperature = inverseTemperature;
            _options = new SamplerOptions { NumberOfThreads = numberOfThreads };
            _positions = new float[checked(chains * energy.Dimension)];
            _logDensities = new double[chains];
            _energies = new float[chains];
            _info = new SamplerInfo(chains);
            _random = new SamplerRandom(seed, 0);
            proposal.Draw(new RandomStream((ulong)seed, RandomPurpose.AnnealingStart), 0, energy.Dimension, _positions);
        }

        // Δt (−βE − log q).
        protected override void AddLogRatios(double before, double t, Span<double> logWeights)
        {
            _energy.Energy(_positions, _energies);
            _proposal.LogDensity(_positions, _energy.Dimension, _logDensities);
            for (var chain = 0; chain < logWeights.Length; chain++)
            {
                var slope = (-(double)_inverseTemperature * _energies[chain]) - _logDensities[chain];
                logWeights[chain] += double.IsNaN(slope) ? double.NegativeInfinity : slope / Temperatures;
            }
        }

        protected override void Move(int step, double t)
        {
            var bridge = new AnnealedEnergy(_energy, _inverseTemperature, _proposal, (float)t);
            var kernel = new HamiltonianSampler(bridge, _stepSize, _leapfrogSteps, _options);
            var state = kernel.NewState(_energies.Length);
            _positions.CopyTo(state.PositionsOf(0, _energies.Length));
            kernel.Refresh(state);
            _next ??= state.NewLike();
            kernel.Step(state, _random, _next, _info);
            _next.Positions.CopyTo(_positions);
            _random = _random.Next;
        }
    }
}
