using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// A conditional latent-variable energy E(x, y, z) = ‖y − Dec([x, z])‖² + ½α‖z‖² over rows [x | y]: as z varies over its
/// set, Dec([x, z]) runs over all answers y to x.
/// </summary>
/// <remarks>
/// <para>
/// F_∞(x, y) = min_z E. At finite β F_β(x, y) = −(1/β) log Σ_z e^{−βE} of a discrete z, and −(1/β) log of the mean of e^{−βE}
/// over the set of a continuous one: the integral divided by the set's volume V, so that without this division it is
/// smaller by ln(V)/β.
/// </para>
/// <para>
/// z is found by enumeration where it is discrete; over one coordinate or two from the minima of a grid by Newton steps, and
/// the integral is computed by quadrature to about six digits; over more by descents from several starts, and the integral is
/// a weighted sample's, with its standard error as the gap of the search. The latent is z*, and of a discrete z at finite β P(z|x, y); the
/// reconstruction is [x | Dec([x, z*])], and there [x | Σ_z P(z|x, y) Dec([x, z])]. A row that holds NaN or an infinity gives
/// NaN throughout; its neighbours are untouched. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>Source: LeCun and Canziani, NYU Deep Learning, week 7, "Latent variable energy-based model"; LeCun et al., "A
/// Tutorial on Energy-Based Learning" (2006), section 5.</para>
/// </remarks>
public sealed partial class ConditionalLatentEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IFeatureEnergy, ITemperedEnergy
{
    /// <summary>The most predictions of a row.</summary>
    public const int MaximumPredictions = 4096;

    // Less likely z have no part in gradients.
    private const double LeastProbability = 1e-8;

    private readonly float[] _parameters;
    private readonly DenseNetwork _network;
    private readonly WorkspacePool<ConditionalInference> _inferences;
    private float[]? _predictionLatents;

    internal ConditionalLatentEnergy(ConditionalShape shape, ReadOnlySpan<float> parameters, float inverseTemperature, int numberOfPredictions)
    {
        var architecture = shape.CreateNetwork();
        if (parameters.Length != architecture.ParameterCount)
            throw new ArgumentException($"Expected {architecture.ParameterCount} parameters, got {parameters.Length}.", nameof(parameters));
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        if (!(inverseTemperature > 0))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 (infinity for the minimum itself).");
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfPredictions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numberOfPredictions, MaximumPredictions);
        if (shape.Latent.IsDiscrete)
            ArgumentOutOfRangeException.ThrowIfNotEqual(numberOfPredictions, shape.Latent.Size);
        SearchLimits.CheckValues(numberOfPredictions, nameof(numberOfPredictions), shape.TargetSize);
        Shape = shape with { HiddenUnits = [.. shape.HiddenUnits] };
        InverseTemperature = inverseTemperature;
        NumberOfPredictions = numberOfPredictions;
        _parameters = parameters.ToArray();
        _network = new DenseNetwork(architecture, parameters, _ => true);
        _inferences = ConditionalInference.NewPool(_network, Shape);
    }

    /// <summary>The length of a row [x | y].</summary>
    public int Dimension => ContextSize + TargetSize;

    /// <summary>The length of x.</summary>
    public int ContextSize => Shape.ContextSize;

    /// <summary>The length of y.</summary>
    public int TargetSize => Shape.TargetSize;

    /// <summary>Where z is sought, and its penalty.</summary>
    public LatentSet Latent => Shape.Latent;

    /// <inheritdoc/>
    public int LatentSize => Latent.Size;

    /// <inheritdoc/>
    public float InverseTemperature { get; }

    /// <summary>How many predictions <see cref="Predict"/> gives.</summary>
    public int NumberOfPredictions { get; }

    /// <summary>The z of each prediction: <see cref="NumberOfPredictions"/> × <see cref="LatentSize"/> values, as <see cref="LatentSet.Spread"/> gives them.</summary>
    public ReadOnlySpan<float> PredictionLatents => _predictionLatents ??= Latent.Spread(NumberOfPredictions);

    internal ConditionalShape Shape { get; }

    /// <summary>All weights, layer by layer, then all biases.</summary>
    internal ReadOnlySpan<float> Parameters => _parameters;

    private bool IsMinimum => float.IsPositiveInfinity(InverseTemperature);

    /// <summary>The same decoder at another inverse temperature.</summary>
    /// <param name="inverseTemperature">β in (0, ∞].</param>
    /// <returns>The energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is not above 0, or NaN.</exception>
    public ConditionalLatentEnergy WithInverseTemperature(float inverseTemperature) => new(Shape, _parameters, inverseTemperature, NumberOfPredictions);

    ITemperedEnergy ITemperedEnergy.WithInverseTemperature(float inverseTemperature) => WithInverseTemperature(inverseTemperature);

    /// <summary>Computes F(x, y) for each row [x | y] of a block.</summary>
    /// <param name="rows">count × <see cref="Dimension"/> values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity, and only for that row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, default, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes [x | Dec([x, z*])] of each row; of a discrete z at finite β the mean over P(z|x, y).</summary>
    /// <param name="rows">count × <see cref="Dimension"/> values.</param>
    /// <param name="reconstructions">Receives as many; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        SpanChecks.CheckLength(reconstructions.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, reconstructions, new EnergyOutputs());
    }

    /// <inheritdoc/>
    public void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckRoom(energies.Length, count, 1);
        SpanChecks.CheckRoom(latents.Length, count, LatentSize);
        SpanChecks.CheckRoom(reconstructions.Length, count, Dimension);
        SpanChecks.CheckRoom(searches.Length, count, 1);
        Compute(rows, reconstructions, new EnergyOutputs { Energies = energies, Latents = latents, Searches = searches });
    }

    /// <summary>Computes F and ∂F/∂[x | y], the mean over P(z|x, y) of ∂E/∂[x | y]; at β = ∞ that at z*.</summary>
    /// <param name="rows">count × <see cref="Dimension"/> values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × <see cref="Dimension"/> values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        SpanChecks.CheckLength(gradients.Length, energies.Length, Dimension);
        var inference = _inferences.Take();
        for (var i = 0; i < energies.Length; i++)
        {
            var row = rows.Slice(i * Dimension, Dimension);
            var gradient = gradients.Slice(i * Dimension, Dimension);
            if (!VectorMath.IsFinite(row))
            {
                energies[i] = float.NaN;
                gradient.Fill(float.NaN);
                continue;
            }
            Find(inference, row);
            energies[i] = inference.FreeEnergy;
            inference.Posterior(LeastProbability, out var latents, out var probabilities);
            inference.Decoder.MeanGradient(latents, probabilities, gradient[..ContextSize], gradient[ContextSize..]);
        }
        _inferences.Return(inference);
    }

    /// <summary>Computes the answers to each x: one prediction of y for each z of a set.</summary>
    /// <param name="contexts">count × <see cref="ContextSize"/> values.</param>
    /// <param name="predictions">
    /// Receives count × <see cref="NumberOfPredictions"/> × <see cref="TargetSize"/> values; NaN throughout where x holds NaN or an infinity.
    /// </param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Predict(ReadOnlySpan<float> contexts, Span<float> predictions)
    {
        var count = SpanChecks.Count(contexts, ContextSize);
        var width = NumberOfPredictions * TargetSize;
        SpanChecks.CheckLength(predictions.Length, count, width);
        var inference = _inferences.Take();
        for (var i = 0; i < count; i++)
            Decode(inference.Decoder, contexts.Slice(i * ContextSize, ContextSize), PredictionLatents, predictions.Slice(i * width, width));
        _inferences.Return(inference);
    }

    /// <summary>Computes Dec([x, z]) of each x and z.</summary>
    /// <param name="contexts">count × <see cref="ContextSize"/> values.</param>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="outputs">Receives count × <see cref="TargetSize"/> values; NaN where x or z holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> contexts, ReadOnlySpan<float> latents, Span<float> outputs)
    {
        var count = SpanChecks.Count(contexts, ContextSize);
        SpanChecks.CheckLength(latents.Length, count, LatentSize);
        SpanChecks.CheckLength(outputs.Length, count, TargetSize);
        var inference = _inferences.Take();
        for (var i = 0; i < count; i++)
            Decode(inference.Decoder, contexts.Slice(i * ContextSize, ContextSize), latents.Slice(i * LatentSize, LatentSize), outputs.Slice(i * TargetSize, TargetSize));
        _inferences.Return(inference);
    }

    /// <summary>Computes the share of each feature of y: (y − Dec([x, z*]))² of it.</summary>
    /// <remarks>With the penalty of z* the shares of a row sum to E(x, y, z*) up to rounding, which at β = ∞ is <see cref="Energy"/>; at finite β that is a mean over z besides.</remarks>
    /// <param name="rows">count × <see cref="Dimension"/> values.</param>
    /// <param name="shares">Receives count × <see cref="TargetSize"/> shares; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), TargetSize);
        Compute(rows, default, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"ConditionalLatentEnergy({string.Join('-', [$"[{ContextSize}, z]", .. Shape.HiddenUnits.Select(u => FormattableString.Invariant($"{u}")), FormattableString.Invariant($"{TargetSize}")])}, z in {Latent}, β = {InverseTemperature})");
}
