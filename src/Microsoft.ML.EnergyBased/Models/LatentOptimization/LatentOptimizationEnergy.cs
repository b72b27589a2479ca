using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>
/// The energy of a decoder with a free latent: E(y, z) = ‖y − Dec(z)‖² with z on the unit sphere or in the unit ball, or
/// ‖y − Dec(z)‖² + ½α‖z‖² with z anywhere, and F(y) = min_z E(y, z): how far y is from what the decoder can make.
/// </summary>
/// <remarks>
/// <para>
/// The minimum is searched for: from several starts the projected gradient goes down with momentum, and the best end is
/// taken. The starts are drawn once, from the Gaussian of the training rows' latents, with the seed that is saved in the
/// model; they are the same for all rows. As the energy is not convex in z, F is an upper bound of the minimum;
/// more starts make it tighter.
/// </para>
/// <para>
/// A row that holds NaN or an infinity gives NaN in every output; its neighbours are untouched. Immutable and safe for any
/// number of threads.
/// </para>
/// <para>
/// Source: Bojanowski, Joulin, Lopez-Paz and Szlam, "Optimizing the latent space of generative networks", ICML 2018.
/// </para>
/// </remarks>
public sealed partial class LatentOptimizationEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IGenerativeEnergy, IFeatureEnergy, IDecodingEnergy
{
    // Of so many points the best ones are where descents start.
    private const int Candidates = 256;

    private readonly LatentOptimizationShape _shape;
    private readonly float[] _parameters;
    private readonly DecoderSearch _search;

    // What a difference means in each value of a row.
    private float[]? _scales;

    /// <param name="shape">The layers.</param>
    /// <param name="parameters">As the shape's network lays them out; copied.</param>
    /// <param name="latents">The Gaussian of the training rows' latents.</param>
    /// <param name="settings">How z is searched for.</param>
    /// <param name="seed">Of the starts.</param>
    internal LatentOptimizationEnergy(
        LatentOptimizationShape shape, ReadOnlySpan<float> parameters, LatentGaussian latents, DecoderSearchSettings settings, ulong seed)
    {
        var architecture = shape.CreateNetwork();
        if (parameters.Length != architecture.ParameterCount)
            throw new ArgumentException($"Expected {architecture.ParameterCount} parameters, got {parameters.Length}.", nameof(parameters));
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        if (latents.Size != shape.LatentSize)
            throw new ArgumentException($"Expected latents of {shape.LatentSize}, got {latents.Size}.", nameof(latents));
        _shape = shape with { HiddenUnits = [.. shape.HiddenUnits] };
        _parameters = parameters.ToArray();
        Latents = latents;
        Settings = settings;
        Seed = seed;
        var candidates = Math.Max(Candidates, settings.Descents);
        var starts = new float[checked(candidates * LatentSize)];
        for (var i = 0; i < candidates; i++)
            latents.Draw(new RandomStream(seed, RandomPurpose.LatentStart, (uint)i), starts.AsSpan(i * LatentSize, LatentSize));
        _search = new DecoderSearch(new DenseNetwork(architecture, parameters, _ => true), 0, shape.Latent, starts, settings);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension => _shape.Dimension;

    /// <summary>The number of values in a latent.</summary>
    public int LatentSize => _shape.LatentSize;

    /// <summary>Units of each hidden layer of the decoder, from z to y.</summary>
    public IReadOnlyList<int> HiddenUnits => _shape.HiddenUnits;

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation => _shape.Activation;

    /// <summary>The activation of the last layer.</summary>
    public Activation OutputActivation => _shape.OutputActivation;

    /// <summary>Where z may lie.</summary>
    public LatentConstraint Constraint => _shape.Constraint;

    /// <summary>α of R(z) = ½α‖z‖², which the energy of a free latent has added; 0 where z is bounded.</summary>
    public float LatentPenalty => _search.Latent.Penalty;

    /// <summary>Descents of each search, from different starts.</summary>
    public int InferenceStarts => Settings.Descents;

    float ILatentEnergy.InverseTemperature => float.PositiveInfinity;

    internal LatentOptimizationShape Shape => _shape;

    /// <summary>All weights, layer by layer, then all biases.</summary>
    internal ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>The Gaussian of the training rows' latents.</summary>
    internal LatentGaussian Latents { get; }

    internal DecoderSearchSettings Settings { get; }

    internal ulong Seed { get; }

    /// <summary>Computes F(y) = min_z E(y, z) of each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity, and only for that row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        _search.Find(default, rows, energies, default, default, default);
    }

    /// <summary>Computes F and ∂F/∂y = 2(y − Dec(z*)): at the minimum over z the change of z* does not count.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        SpanChecks.CheckLength(gradients.Length, energies.Length, Dimension);
        _search.Find(default, rows, energies, default, gradients, default);
        TensorPrimitives.Subtract(rows, gradients, gradients);
        TensorPrimitives.Multiply(gradients, 2, gradients);
    }

    /// <summary>Computes Dec(z*) of each row: what the decoder can make that is nearest to it.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        SpanChecks.CheckLength(reconstructions.Length, SpanChecks.Count(rows, Dimension), Dimension);
        _search.Find(default, rows, default, default, reconstructions, default);
    }

    /// <summary>Finds z* of each row. One search gives every output whose span is not empty.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>; or empty.</param>
    /// <param name="latents">Receives count × <see cref="LatentSize"/> values; or empty.</param>
    /// <param name="reconstructions">Receives count × d values, the same bits as <see cref="Reconstruct"/>; or empty.</param>
    /// <param name="searches">
    /// Receives how the search of each row went; or empty. Its gap is what a step along the gradient promises to lower the
    /// energy by.
    /// </param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
        => _search.Find(default, rows, energies, latents, reconstructions, searches);

    /// <summary>Computes the row Dec(z) of each latent, wherever it lies.</summary>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows)
    {
        _search.Decode(latents, rows);
        SpanChecks.SpoilBadRows(latents, LatentSize, rows, Dimension);
    }

    /// <summary>Draws rows: latents from the Gaussian fitted to those of the training rows, moved onto the sphere or into the ball unless they are free, decoded.</summary>
    /// <param name="rows">Receives count × d values.</param>
    /// <param name="seed">The seed; the same seed gives the same rows, and row i does not depend on how many are drawn.</param>
    /// <exception cref="ArgumentException">Not a whole number of rows.</exception>
    public void Sample(Span<float> rows, long seed)
    {
        var count = SpanChecks.Count(rows, Dimension);
        var latents = new float[checked(count * LatentSize)];
        for (var i = 0; i < count; i++)
        {
            var latent = latents.AsSpan(i * LatentSize, LatentSize);
            Latents.Draw(new RandomStream((ulong)seed, RandomPurpose.LatentSamples, 0, (ulong)i), latent);
            _search.Latent.Project(latent);
        }
        _search.Decode(latents, rows);
    }

    /// <summary>Computes the share of each feature: (y − Dec(z*))² of it. The shares of a row, and of a free latent its penalty ½α‖z*‖², sum to <see cref="Energy"/> up to rounding.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        ((IOutputEnergy)this).Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"LatentOptimizationEnergy({string.Join('-', [LatentSize, .. HiddenUnits, Dimension])}, {Activation}, {OutputActivation}, {Constraint}{(LatentPenalty > 0 ? FormattableString.Invariant($", α = {LatentPenalty}") : "")}, {InferenceStarts} starts)");
}
