using System.Buffers;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Block Gibbs sampling of a restricted Boltzmann machine: all hidden units given the visible ones, then all visible
/// units given the hidden ones.
/// </summary>
/// <remarks>
/// The target is the machine's own density at its own β, e^{−βF_β(v)}/Z; the sampler's
/// <see cref="Sampler.InverseTemperature"/> is that β. Real-valued positions are clamped to a box after each sweep, which
/// Gibbs sampling has no decision to make exact. Source: Hinton, "A practical guide to training restricted Boltzmann
/// machines" (2012), equations 7 and 8.
/// </remarks>
public sealed class GibbsSampler : Sampler
{
    private readonly RestrictedBoltzmannEnergy _machine;

    /// <summary>Makes the kernel.</summary>
    /// <param name="machine">The machine to sample.</param>
    /// <param name="sweeps">The sweeps of one step, at least 1.</param>
    /// <param name="options">Box, fixed coordinates, threads; null for the defaults. The temperature is the machine's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public GibbsSampler(RestrictedBoltzmannEnergy machine, int sweeps = 1, SamplerOptions? options = null)
        : base(machine, OptionsOf(machine, options))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sweeps, 1);
        _machine = machine;
        Sweeps = sweeps;
    }

    /// <summary>The sweeps of one step.</summary>
    public int Sweeps { get; }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        RestrictedBoltzmannKernel kernel = _machine.Kernel;
        int hiddenUnits = _machine.HiddenUnits;
        float[] hiddenBuffer = ArrayPool<float>.Shared.Rent(2 * length * hiddenUnits);
        float[] scratchBuffer = ArrayPool<float>.Shared.Rent(length * Dimension);
        Span<float> hidden = hiddenBuffer.AsSpan(0, length * hiddenUnits);
        Span<float> hiddenScratch = hiddenBuffer.AsSpan(length * hiddenUnits, length * hiddenUnits);
        ReadOnlySpan<float> old = state.PositionsOf(start, length);
        Span<float> visible = next.PositionsOf(start, length);
        old.CopyTo(visible);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            _machine.FromOrigin(visible);
            kernel.HiddenInputs(visible, length, hidden);
            RestrictedBoltzmannKernel.Sigmoid(hidden);
            RestrictedBoltzmannKernel.DrawBits(hidden, random.Stream(RandomPurpose.HiddenUnits, sweep), (long)start * hiddenUnits, hiddenScratch, hidden);
            kernel.VisibleInputs(hidden, length, visible);
            kernel.DrawVisible(visible, random.Stream(RandomPurpose.VisibleUnits, sweep), (long)start * Dimension, scratchBuffer.AsSpan(0, visible.Length));
            _machine.ToOrigin(visible);
            Constraints.RestoreHeld(old, visible);
            Constraints.Clamp(old, visible);
        }
        Evaluate(visible, next.EnergiesOf(start, length), next.GradientsOf(start, length));
        for (int chain = start; chain < start + length; chain++)
        {
            bool finite = float.IsFinite(next.Energies[chain]);
            if (!finite)
                next.Take(state, chain, chain);
            info.Set(chain, finite ? 1 : 0, finite, !finite, next.Energies[chain]);
        }
        ArrayPool<float>.Shared.Return(hiddenBuffer);
        ArrayPool<float>.Shared.Return(scratchBuffer);
    }

    private static SamplerOptions OptionsOf(RestrictedBoltzmannEnergy machine, SamplerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(machine);
        options ??= new SamplerOptions();
        return new SamplerOptions
        {
            InverseTemperature = machine.InverseTemperature,
            Minimum = options.Minimum,
            Maximum = options.Maximum,
            FixedCoordinates = options.FixedCoordinates,
            NumberOfThreads = options.NumberOfThreads,
        };
    }
}
