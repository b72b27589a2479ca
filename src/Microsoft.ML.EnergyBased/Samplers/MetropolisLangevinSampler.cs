using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// The Metropolis-adjusted Langevin algorithm (MALA): the proposal y' = y − ε ∂E/∂y + √(2ε/β) n, accepted with
/// probability min(1, e^{−βE(y')} q(y | y') / (e^{−βE(y)} q(y' | y))), which makes e^{−βE} stationary exactly.
/// </summary>
/// <remarks>
/// Source: Roberts and Tweedie, "Exponential convergence of Langevin distributions and their discrete approximations",
/// Bernoulli 2 (1996), section 1.4.2; q(y' | y) is the normal density of mean y − ε ∂E/∂y and variance 2ε/β. In many
/// dimensions it is at its best near an acceptance of .574 (Roberts and Rosenthal, 1998).
/// </remarks>
public sealed class MetropolisLangevinSampler : GradientSampler
{
    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">E, the energy to sample.</param>
    /// <param name="stepSize">ε, above 0.</param>
    /// <param name="options">β, box, fixed coordinates, threads; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public MetropolisLangevinSampler(IDifferentiableEnergy energy, float stepSize, SamplerOptions? options = null)
        : base(energy, stepSize, options)
    {
    }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        var size = length * Dimension;
        var noiseBuffer = ArrayPool<float>.Shared.Rent(size);
        var ratioBuffer = ArrayPool<double>.Shared.Rent(length);
        var noise = noiseBuffer.AsSpan(0, size);
        var logRatios = ratioBuffer.AsSpan(0, length);

        var positions = next.PositionsOf(start, length);
        ReadOnlySpan<float> old = state.PositionsOf(start, length);
        var standardDeviation = MathF.Sqrt(2 * StepSize / InverseTemperature);
        random.Stream(RandomPurpose.SamplerProposal).FillNormal(noise, (long)start * Dimension);
        Constraints.ClearHeld(noise);
        TensorPrimitives.MultiplyAdd(noise, standardDeviation, old, positions);
        TensorPrimitives.MultiplyAdd(state.GradientsOf(start, length), -StepSize, positions, positions);
        Constraints.RestoreHeld(old, positions);
        Evaluate(positions, next.EnergiesOf(start, length), next.GradientsOf(start, length));

        // The way back needs the noise (y − y' + ε ∂E/∂y')/√(2ε/β), which is −n + ε(∂E/∂y + ∂E/∂y')/√(2ε/β).
        var backBuffer = ArrayPool<float>.Shared.Rent(size);
        var back = backBuffer.AsSpan(0, size);
        TensorPrimitives.Add(state.GradientsOf(start, length), next.GradientsOf(start, length), back);
        TensorPrimitives.Multiply(back, StepSize / standardDeviation, back);
        TensorPrimitives.Subtract(back, noise, back);
        Constraints.ClearHeld(back);
        for (var i = 0; i < length; i++)
        {
            double forward = TensorPrimitives.SumOfSquares(noise.Slice(i * Dimension, Dimension));
            double backward = TensorPrimitives.SumOfSquares(back.Slice(i * Dimension, Dimension));
            logRatios[i] = (-InverseTemperature * ((double)next.Energies[start + i] - state.Energies[start + i])) + ((forward - backward) / 2);
        }
        Decide(logRatios, double.PositiveInfinity, state, random, next, info, start);
        ArrayPool<float>.Shared.Return(noiseBuffer);
        ArrayPool<float>.Shared.Return(backBuffer);
        ArrayPool<double>.Shared.Return(ratioBuffer);
    }
}
