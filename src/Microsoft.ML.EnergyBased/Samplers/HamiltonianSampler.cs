using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Hamiltonian Monte Carlo: momenta p ~ N(0, M), L leapfrog steps of size ε under H(y, p) = βE(y) + ½ pᵀM⁻¹p, and a
/// Metropolis decision with probability min(1, e^{H(y,p) − H(y',p')}).
/// </summary>
/// <remarks>
/// <para>
/// M is diagonal. A trajectory whose error in H is above 1,000, or whose end has no finite energy, is flagged as
/// divergent. <see cref="Adapt"/> finds a step size (and on request the mass) for a wanted acceptance.
/// </para>
/// <para>
/// Source: Duane et al., "Hybrid Monte Carlo", Phys. Lett. B 195 (1987); Neal, "MCMC using Hamiltonian dynamics" (2011),
/// equations 2.28 to 2.30 (leapfrog) and section 3.2.
/// </para>
/// </remarks>
public sealed class HamiltonianSampler : GradientSampler
{
    private const double DivergentError = 1000;

    // The least number that is normal.
    private const float LeastInverseMass = 1.17549435e-38f;

    private readonly float[] _inverseMass;
    private readonly float[] _standardDeviations;
    private readonly SamplerOptions _options;

    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">E, the energy to sample.</param>
    /// <param name="stepSize">ε, above 0.</param>
    /// <param name="leapfrogSteps">L, at least 1.</param>
    /// <param name="options">β, box, fixed coordinates, threads; null for the defaults.</param>
    /// <param name="inverseMass">The diagonal of M⁻¹, positive and finite: d values, or none for the identity. The variance of the target makes a good one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inverseMass"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public HamiltonianSampler(IDifferentiableEnergy energy, float stepSize, int leapfrogSteps, SamplerOptions? options = null, ReadOnlySpan<float> inverseMass = default)
        : base(energy, stepSize, options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leapfrogSteps, 1);
        if (!inverseMass.IsEmpty && inverseMass.Length != energy.Dimension)
            throw new ArgumentException($"Expected {energy.Dimension} values, got {inverseMass.Length}.", nameof(inverseMass));
        foreach (var value in inverseMass)
        {
            if (!(value > 0 && float.IsFinite(value)))
                throw new ArgumentOutOfRangeException(nameof(inverseMass), value, "The inverse mass must be above 0 and finite.");
        }
        LeapfrogSteps = leapfrogSteps;
        _options = Copy(options);
        _inverseMass = new float[energy.Dimension];
        if (inverseMass.IsEmpty)
            _inverseMass.AsSpan().Fill(1);
        else
            inverseMass.CopyTo(_inverseMass);
        _standardDeviations = new float[energy.Dimension];
        TensorPrimitives.ReciprocalSqrt(_inverseMass, _standardDeviations);
    }

    /// <summary>The inverse masses that suit features of these standard deviations: their squares, as far as Single goes.</summary>
    internal static float[] InverseMassesOf(float[] standardDeviations)
        => Array.ConvertAll(standardDeviations, standardDeviation => (float)Math.Clamp((double)standardDeviation * standardDeviation, LeastInverseMass, float.MaxValue));

    /// <summary>L, the leapfrog steps of a trajectory.</summary>
    public int LeapfrogSteps { get; }

    /// <summary>The diagonal of M⁻¹.</summary>
    public ReadOnlySpan<float> InverseMass => _inverseMass;

    /// <summary>
    /// Runs the chains while a step size that gives the wanted acceptance is found by dual averaging over all chains
    /// together (Hoffman and Gelman, "The No-U-Turn Sampler", JMLR 15, 2014, section 3.2, algorithm 5).
    /// </summary>
    /// <param name="state">Where the chains stand.</param>
    /// <param name="random">The random numbers of the first step.</param>
    /// <param name="steps">How many steps to adapt in, at least 1.</param>
    /// <param name="targetAcceptance">The mean acceptance probability to come to, in (0, 1).</param>
    /// <param name="adaptMass">Whether the inverse mass becomes the variance of the positions over chains and the second half of the steps; the step size is then found anew in as many steps again.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>The adapted kernel, the state that its chains have come to, and the random numbers of the step after.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (HamiltonianSampler Sampler, SamplerState State, SamplerRandom Random) Adapt(
        SamplerState state, SamplerRandom random, int steps, double targetAcceptance = 0.8, bool adaptMass = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!(targetAcceptance > 0 && targetAcceptance < 1))
            throw new ArgumentOutOfRangeException(nameof(targetAcceptance), targetAcceptance, "The target must be in (0, 1).");

        var next = state.NewLike();
        var spare = state.NewLike();
        var info = new SamplerInfo(state.Count);
        var sampler = this;
        var averaging = new DualAveraging(StepSize, targetAcceptance);
        var moments = new RunningMoments(Dimension);
        var total = adaptMass ? 2 * steps : steps;
        for (var step = 0; step < total; step++, random = random.Next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sampler.Step(state, random, next, info);
            // The caller's state is only read: from the second step on there are two of our own to go between.
            (state, next) = (next, step == 0 ? spare : state);
            averaging = averaging.Observe(TensorPrimitives.Average(info.AcceptanceProbabilities));
            if (adaptMass && step >= steps / 2 && step < steps)
                moments.Add(state.Positions);
            ReadOnlySpan<float> mass = sampler._inverseMass;
            if (adaptMass && step == steps - 1)
            {
                mass = MassesOf(moments);
                averaging = new DualAveraging(averaging.Averaged, targetAcceptance);
            }
            sampler = new HamiltonianSampler((IDifferentiableEnergy)Energy, averaging.Current, LeapfrogSteps, _options, mass);
        }
        return (new HamiltonianSampler((IDifferentiableEnergy)Energy, averaging.Averaged, LeapfrogSteps, _options, sampler._inverseMass), state, random);
    }

    // The variances; where nothing has moved, the masses stay.
    private float[] MassesOf(RunningMoments moments)
    {
        var variances = moments.Variances(lost: 1);
        float[] masses = [.. _inverseMass];
        for (var i = 0; i < masses.Length; i++)
        {
            var variance = (float)variances[i];
            if (variance > 0 && float.IsFinite(variance))
                masses[i] = variance;
        }
        return masses;
    }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        var size = length * Dimension;
        var momentumBuffer = ArrayPool<float>.Shared.Rent(size);
        var ratioBuffer = ArrayPool<double>.Shared.Rent(length);
        var momenta = momentumBuffer.AsSpan(0, size);
        var logRatios = ratioBuffer.AsSpan(0, length);

        random.Stream(RandomPurpose.SamplerProposal).FillNormal(momenta, (long)start * Dimension);
        Constraints.ClearHeld(momenta);
        for (var i = 0; i < length; i++)
        {
            var momentum = momenta.Slice(i * Dimension, Dimension);
            TensorPrimitives.Multiply(momentum, _standardDeviations, momentum);
            logRatios[i] = KineticEnergy(momentum);
        }

        Leapfrog(state, next, momenta, start, length);

        for (var i = 0; i < length; i++)
        {
            var potential = InverseTemperature * ((double)next.Energies[start + i] - state.Energies[start + i]);
            logRatios[i] -= potential + KineticEnergy(momenta.Slice(i * Dimension, Dimension));
        }
        Decide(logRatios, DivergentError, state, random, next, info, start);
        ArrayPool<float>.Shared.Return(momentumBuffer);
        ArrayPool<double>.Shared.Return(ratioBuffer);
    }

    // p ← p − (ε/2) β ∂E; L times y ← y + ε M⁻¹p and p ← p − ε β ∂E, the last of them by half.
    private void Leapfrog(SamplerState state, SamplerState next, Span<float> momenta, int start, int length)
    {
        var positions = next.PositionsOf(start, length);
        var gradients = next.GradientsOf(start, length);
        state.PositionsOf(start, length).CopyTo(positions);
        state.GradientsOf(start, length).CopyTo(gradients);
        var speedBuffer = ArrayPool<float>.Shared.Rent(Dimension);
        var speed = speedBuffer.AsSpan(0, Dimension);
        TensorPrimitives.Multiply(_inverseMass, StepSize, speed);
        Kick(gradients, momenta, StepSize * InverseTemperature / 2);
        for (var step = 1; step <= LeapfrogSteps; step++)
        {
            for (var row = 0; row < positions.Length; row += Dimension)
            {
                var position = positions.Slice(row, Dimension);
                TensorPrimitives.MultiplyAdd(momenta.Slice(row, Dimension), speed, position, position);
            }
            Evaluate(positions, next.EnergiesOf(start, length), gradients);
            Kick(gradients, momenta, StepSize * InverseTemperature * (step < LeapfrogSteps ? 1 : 0.5f));
        }
        ArrayPool<float>.Shared.Return(speedBuffer);
    }

    private void Kick(ReadOnlySpan<float> gradients, Span<float> momenta, float scale)
    {
        TensorPrimitives.MultiplyAdd(gradients, -scale, momenta, momenta);
        Constraints.ClearHeld(momenta);
    }

    private double KineticEnergy(ReadOnlySpan<float> momentum)
    {
        double sum = 0;
        for (var i = 0; i < momentum.Length; i++)
            sum += (double)momentum[i] * momentum[i] * _inverseMass[i];
        return sum / 2;
    }

    private static SamplerOptions Copy(SamplerOptions? options) => options is null ? new() : new()
    {
        InverseTemperature = options.InverseTemperature,
        Minimum = [.. options.Minimum],
        Maximum = [.. options.Maximum],
        FixedCoordinates = [.. options.FixedCoordinates],
        NumberOfThreads = options.NumberOfThreads,
    };
}
