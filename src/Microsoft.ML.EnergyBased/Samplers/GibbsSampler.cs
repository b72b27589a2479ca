namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Block Gibbs sampling of an energy of two layers, such as a restricted Boltzmann machine: all hidden units given the
/// visible ones, then all visible units given the hidden ones.
/// </summary>
/// <remarks>
/// The target is the energy's own density at its own β, e^{−βF_β(v)}/Z; the sampler's
/// <see cref="Sampler.InverseTemperature"/> is that β. Real-valued positions are clamped to a box after each sweep, which
/// Gibbs sampling has no decision to make exact. Source: Hinton, "A practical guide to training restricted Boltzmann
/// machines" (2012), equations 7 and 8.
/// </remarks>
public sealed class GibbsSampler : Sampler
{
    private readonly IBlockGibbsEnergy _energy;

    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">The energy to sample.</param>
    /// <param name="sweeps">The sweeps of one step, at least 1.</param>
    /// <param name="options">Box, fixed coordinates, threads; null for the defaults. The temperature is the energy's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public GibbsSampler(IBlockGibbsEnergy energy, int sweeps = 1, SamplerOptions? options = null)
        : base(energy, OptionsOf(energy, options))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sweeps, 1);
        _energy = energy;
        Sweeps = sweeps;
    }

    /// <summary>The sweeps of one step.</summary>
    public int Sweeps { get; }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        ReadOnlySpan<float> old = state.PositionsOf(start, length);
        var positions = next.PositionsOf(start, length);
        old.CopyTo(positions);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            _energy.Sweep(positions, start, random, sweep);
            Constraints.RestoreHeld(old, positions);
            Constraints.Clamp(old, positions);
        }
        Evaluate(positions, next.EnergiesOf(start, length), next.GradientsOf(start, length));
        for (var chain = start; chain < start + length; chain++)
        {
            var finite = float.IsFinite(next.Energies[chain]);
            if (!finite)
                next.Take(state, chain, chain);
            info.Set(chain, finite ? 1 : 0, finite, !finite, next.Energies[chain]);
        }
    }

    private static SamplerOptions OptionsOf(IBlockGibbsEnergy energy, SamplerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(energy);
        options ??= new SamplerOptions();
        return new SamplerOptions
        {
            InverseTemperature = energy.InverseTemperature,
            Minimum = options.Minimum,
            Maximum = options.Maximum,
            FixedCoordinates = options.FixedCoordinates,
            NumberOfThreads = options.NumberOfThreads,
        };
    }
}
