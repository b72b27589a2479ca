using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>Trains energy networks.</summary>
internal static class NetworkEnergyTraining
{
    /// <summary>Trains a network on rows in memory.</summary>
    /// <param name="rows">count × dimension finite values, row-major.</param>
    /// <param name="dimension">Values in a row, at least 1.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The energy, and how it was trained.</returns>
    /// <exception cref="ArgumentException">Rows or settings make no sense.</exception>
    /// <exception cref="InvalidOperationException">No rows, or a training that diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    public static TrainedEnergy<NetworkEnergy> Fit(ReadOnlyMemory<float> rows, int dimension, NetworkEnergySettings settings)
    {
        settings.Validate();
        int count = SpanChecks.Count(rows.Span, dimension);
        if (count == 0)
            throw new InvalidOperationException("There are no rows to train on.");
        if (!VectorMath.IsFinite(rows.Span))
            throw new ArgumentException("A row holds NaN or an infinity.", nameof(rows));
        (settings.NegativePhase as MonteCarloPhase)?.Proposal?.CheckDimension(dimension, nameof(settings));

        settings = settings with { BatchSize = Math.Min(settings.BatchSize, count) };
        int[] units = [.. settings.HiddenUnits, 1];
        Activation[] activations = [.. settings.HiddenUnits.Select(_ => settings.Activation), Activation.Identity];
        NetworkArchitecture architecture = NetworkArchitecture.Chain(dimension, units, activations);
        float[] parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, WeightInitialization.Automatic, settings.Seed);

        var network = new ParametricNetwork(architecture, parameters, settings.Quadratic);
        var objective = new EnergyObjective(network, settings, Proposal.Fitted(rows.Span, dimension));
        using var source = new MemorySource(rows, dimension, settings.ValidationFraction, settings.Seed);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings);
        return new TrainedEnergy<NetworkEnergy>(new NetworkEnergy(architecture, parameters, settings.Quadratic), history);
    }
}
