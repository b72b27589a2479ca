using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.Contrastive;

// One class a kind of negative phase. What they are given has been checked by NegativePhase.

/// <summary>Block Gibbs sampling of a restricted Boltzmann machine.</summary>
internal sealed class GibbsPhase(int sweeps) : NegativePhase
{
    internal override int Steps => sweeps;

    public override string ToString() => $"Gibbs({sweeps})";
}

/// <summary>Steps of a sampler on an energy with a gradient.</summary>
internal abstract class SampledPhase : NegativePhase
{
    /// <summary>Whether the chains can go on from one step of training to the next.</summary>
    internal virtual bool CanPersist => true;

    /// <summary>What makes the steps.</summary>
    /// <param name="energy">The energy that learns.</param>
    /// <param name="options">β and the threads.</param>
    /// <param name="fitted">Independent normals with the moments of the training rows.</param>
    internal abstract Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted);
}

/// <summary>A kick away from the row, and then descent.</summary>
internal sealed class KickPhase(float standardDeviation, int steps, float rate) : SampledPhase
{
    /// <summary>σ of the kick.</summary>
    internal float StandardDeviation => standardDeviation;

    internal override int Steps => steps;

    internal override bool CanPersist => false;

    internal override Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted)
        => new LangevinSampler(energy, rate, options, noise: 0);

    public override string ToString() => FormattableString.Invariant($"KickAndDescend(σ = {standardDeviation}, {steps} steps, η = {rate})");
}

/// <summary>Independent points with weights.</summary>
internal sealed class MonteCarloPhase(Proposal? proposal) : SampledPhase
{
    /// <summary>q, or null for the fitted one.</summary>
    internal Proposal? Proposal => proposal;

    internal override int Steps => 1;

    internal override bool CanPersist => false;

    internal override Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted)
        => new MonteCarloSampler(energy, proposal ?? fitted, options);

    public override string ToString() => $"MonteCarlo({proposal?.ToString() ?? "fitted"})";
}

/// <summary>Random-walk Metropolis.</summary>
internal sealed class MetropolisPhase(int steps, float standardDeviation) : SampledPhase
{
    internal override int Steps => steps;

    internal override Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted)
        => new MetropolisSampler(energy, standardDeviation, options);

    public override string ToString() => FormattableString.Invariant($"Metropolis({steps} steps, σ = {standardDeviation})");
}

/// <summary>Langevin dynamics; without noise that is given, the noise with which it samples e^{−βE}.</summary>
internal sealed class LangevinPhase(int steps, float stepSize, float? noise) : SampledPhase
{
    internal override int Steps => steps;

    internal override Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted)
        => new LangevinSampler(energy, stepSize, options, noise);

    public override string ToString()
        => FormattableString.Invariant($"Langevin({steps} steps, ε = {stepSize}{(noise is { } given ? FormattableString.Invariant($", σ = {given}") : "")})");
}

/// <summary>Hamiltonian Monte Carlo.</summary>
internal sealed class HamiltonianPhase(int trajectories, int leapfrogSteps, float stepSize) : SampledPhase
{
    internal override int Steps => trajectories;

    internal override Sampler SamplerOf(IDifferentiableEnergy energy, SamplerOptions options, Proposal fitted)
        => new HamiltonianSampler(energy, stepSize, leapfrogSteps, options);

    public override string ToString() => FormattableString.Invariant($"Hamiltonian({trajectories} trajectories of {leapfrogSteps}, ε = {stepSize})");
}
