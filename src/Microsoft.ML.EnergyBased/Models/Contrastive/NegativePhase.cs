using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased;

/// <summary>How contrastive divergence finds the points whose energy it pushes up. Immutable.</summary>
public abstract class NegativePhase
{
    private protected NegativePhase()
    {
    }

    /// <summary>Steps of the chains in one step of training.</summary>
    internal abstract int Steps { get; }

    /// <summary>Sweeps of block Gibbs sampling, for the restricted Boltzmann machine: CD-k.</summary>
    /// <param name="steps">k, at least 1.</param>
    /// <returns>The negative phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is below 1.</exception>
    public static NegativePhase Gibbs(int steps = 1) => new GibbsPhase(Positive(steps, nameof(steps)));

    /// <summary>
    /// The point is kicked, y + σn with n standard normal, and then goes down the gradient, y ← y − η ∂E/∂y: where it
    /// comes to rest without being data, the energy has a hollow that should not be there.
    /// </summary>
    /// <param name="standardDeviation">σ of the kick, positive.</param>
    /// <param name="steps">Steps of descent, at least 1.</param>
    /// <param name="rate">η, positive.</param>
    /// <returns>The negative phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static NegativePhase KickAndDescend(float standardDeviation = 0.3f, int steps = 10, float rate = 0.1f)
        => new KickPhase(Positive(standardDeviation, nameof(standardDeviation)), Positive(steps, nameof(steps)), Positive(rate, nameof(rate)));

    /// <summary>Independent points from a proposal, weighted by e^{−βE}/q: no chain at all.</summary>
    /// <param name="proposal">q, or null for independent normals with the means and standard deviations of the training rows.</param>
    /// <returns>The negative phase.</returns>
    public static NegativePhase MonteCarlo(Proposal? proposal = null) => new MonteCarloPhase(proposal);

    /// <summary>Random-walk Metropolis (<see cref="MetropolisSampler"/>).</summary>
    /// <param name="steps">Steps, at least 1.</param>
    /// <param name="standardDeviation">σ of a step, positive.</param>
    /// <returns>The negative phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static NegativePhase Metropolis(int steps = 20, float standardDeviation = 0.3f)
        => new MetropolisPhase(Positive(steps, nameof(steps)), Positive(standardDeviation, nameof(standardDeviation)));

    /// <summary>Unadjusted Langevin dynamics (<see cref="LangevinSampler"/>).</summary>
    /// <param name="steps">Steps, at least 1.</param>
    /// <param name="stepSize">ε, positive.</param>
    /// <param name="noise">σ of the noise, at least 0, or null for √(2ε/β), with which the chain samples e^{−βE}.</param>
    /// <returns>The negative phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static NegativePhase Langevin(int steps = 20, float stepSize = 0.01f, float? noise = null)
    {
        if (noise is { } given && !(given >= 0 && float.IsFinite(given)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The noise must be at least 0 and finite.");
        return new LangevinPhase(Positive(steps, nameof(steps)), Positive(stepSize, nameof(stepSize)), noise);
    }

    /// <summary>Hamiltonian Monte Carlo (<see cref="HamiltonianSampler"/>).</summary>
    /// <param name="trajectories">Trajectories, at least 1.</param>
    /// <param name="leapfrogSteps">Leapfrog steps of each, at least 1.</param>
    /// <param name="stepSize">ε, positive.</param>
    /// <returns>The negative phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static NegativePhase Hamiltonian(int trajectories = 2, int leapfrogSteps = 10, float stepSize = 0.1f)
        => new HamiltonianPhase(Positive(trajectories, nameof(trajectories)), Positive(leapfrogSteps, nameof(leapfrogSteps)), Positive(stepSize, nameof(stepSize)));

    /// <summary>Says what the negative phase is.</summary>
    public abstract override string ToString();

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    private static float Positive(float value, string name)
        => value > 0 && float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "The value must be positive and finite.");
}
