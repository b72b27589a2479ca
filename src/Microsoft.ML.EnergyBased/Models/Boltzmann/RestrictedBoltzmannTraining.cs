using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Trains restricted Boltzmann machines.</summary>
internal static class RestrictedBoltzmannTraining
{
    /// <summary>Trains a machine on rows in memory.</summary>
    /// <param name="rows">count × dimension finite values, row-major; for bits in [0, 1].</param>
    /// <param name="dimension">V, at least 1.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The machine, and how it was trained.</returns>
    /// <exception cref="ArgumentException">Rows or settings make no sense.</exception>
    /// <exception cref="InvalidOperationException">No rows, a machine too large to enumerate, values that are no probabilities, or a training that diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    public static TrainedEnergy<RestrictedBoltzmannEnergy> Fit(ReadOnlyMemory<float> rows, int dimension, RestrictedBoltzmannSettings settings)
    {
        settings.Validate();
        int count = SpanChecks.Count(rows.Span, dimension);
        if (count == 0)
            throw new InvalidOperationException("There are no rows to train on.");
        var shape = new RestrictedBoltzmannShape(settings.VisibleUnits, dimension, settings.HiddenUnits);
        CheckValues(rows.Span, shape);
        if (settings.Objective == ContrastiveObjective.MaximumLikelihood || settings.Monitor == LikelihoodMonitor.ExactLikelihood)
            RestrictedBoltzmannEnumeration.CheckSize(shape);

        settings = settings with { BatchSize = Math.Min(settings.BatchSize, count) };
        StandardUnits? units = shape.IsGaussian ? new StandardUnits(rows.Span, dimension) : null;
        float[] parameters = Start(shape, units, settings.Seed);
        using var source = new MemorySource(rows, dimension, settings.ValidationFraction, settings.Seed);
        var scorer = settings.Monitor == LikelihoodMonitor.None ? null : new LikelihoodScorer(EnergyOf, source, rows, settings);
        var objective = new RestrictedBoltzmannObjective(shape, settings, units);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings, scorer);
        return new TrainedEnergy<RestrictedBoltzmannEnergy>(EnergyOf(parameters), history);

        RestrictedBoltzmannEnergy EnergyOf(ReadOnlySpan<float> learnt) => units is null
            ? new(shape, learnt, settings.InverseTemperature)
            : new(shape, units.InRowUnits(shape, learnt), settings.InverseTemperature, units.Origin);
    }

    // Weights N(0, .01²) and biases 0 (Hinton, 2012, section 8); Gaussian units in standard units:
    // with means and variances of the data.
    private static float[] Start(RestrictedBoltzmannShape shape, StandardUnits? units, ulong seed)
    {
        float[] parameters = new float[shape.Parameters];
        Span<float> weights = shape.WeightsOf(parameters.AsSpan());
        new RandomStream(seed, RandomPurpose.BoltzmannStart).FillNormal(weights);
        foreach (ref float weight in weights)
            weight *= 0.01f;
        foreach (int i in units is null ? default : units.Constant)
            weights.Slice(i * shape.Hidden, shape.Hidden).Clear();
        return parameters;
    }

    private static void CheckValues(ReadOnlySpan<float> rows, RestrictedBoltzmannShape shape)
    {
        if (shape.IsGaussian ? VectorMath.IsFinite(rows) : TensorPrimitives.Min(rows) >= 0 && TensorPrimitives.Max(rows) <= 1)
            return;
        // Which one it is.
        for (int i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
                throw new ArgumentException($"Row {i / shape.Visible} holds {rows[i]}.", nameof(rows));
            if (!shape.IsGaussian && !(rows[i] is >= 0 and <= 1))
                throw new InvalidOperationException(FormattableString.Invariant($"Bernoulli visible units take values in [0, 1]; row {i / shape.Visible}, feature {i % shape.Visible} is {rows[i]}. Scale the features, or choose Gaussian visible units."));
        }
    }
}
