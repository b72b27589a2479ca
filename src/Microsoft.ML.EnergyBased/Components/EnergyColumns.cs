using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>The outputs that energies have in common: each declared once, for whichever model gives it.</summary>
internal static class EnergyColumns
{
    private static readonly string[] SearchSlots = [nameof(LatentSearch.Iterations), nameof(LatentSearch.Gap), nameof(LatentSearch.Converged)];

    internal static Output<EnergyOutputs> Energy { get; } = new Output<EnergyOutputs, float>(
        nameof(Energy), OutputColumn.Single, (ref pass, values) => pass.Energies = values);

    internal static Output<EnergyOutputs> ActiveAtoms { get; } = new Output<EnergyOutputs, float>(
        nameof(ActiveAtoms), OutputColumn.Single, (ref pass, values) => pass.ActiveAtoms = values);

    internal static Output<EnergyOutputs> Inference { get; } = new Output<EnergyOutputs, float>(
        nameof(Inference), Search, (ref pass, values) => pass.Searches = MemoryMarshal.Cast<float, LatentSearch>(values));

    /// <param name="dimension">How many features there are; 0 where that is not known yet.</param>
    /// <param name="features">Which of the component's inputs they are.</param>
    internal static Output<EnergyOutputs> FeatureEnergy(int dimension, int features = 0) => new Output<EnergyOutputs, float>(
        nameof(FeatureEnergy), name => OutputColumn.Vector(name, dimension, features), (ref pass, values) => pass.FeatureEnergies = values);

    /// <param name="dimension">How many features there are; 0 where that is not known yet.</param>
    /// <param name="features">Which of the component's inputs they are.</param>
    internal static Output<EnergyOutputs> Reconstruction(int dimension, int features = 0) => new Output<EnergyOutputs, float>(
        nameof(Reconstruction), name => OutputColumn.Vector(name, dimension, features), (ref pass, values) => pass.Reconstructions = values);

    internal static Output<EnergyOutputs> Latent(int size) => new Output<EnergyOutputs, float>(
        nameof(Latent), name => OutputColumn.Vector(name, size), (ref pass, values) => pass.Latents = values);

    internal static Output<EnergyOutputs> Code(int size) => new Output<EnergyOutputs, float>(
        nameof(Code), name => OutputColumn.Vector(name, size), (ref pass, values) => pass.Codes = values);

    /// <param name="column">Makes the column: of a classifier it has the names of the classes.</param>
    internal static Output<EnergyOutputs> Score(Func<string, OutputColumn<float>> column)
        => new Output<EnergyOutputs, float>(nameof(Score), column, (ref pass, values) => pass.Scores = values);

    /// <param name="column">Makes the column: of a classifier it has the names of the classes.</param>
    internal static Output<EnergyOutputs> PredictedLabel(Func<string, OutputColumn<uint>> column)
        => new Output<EnergyOutputs, uint>(nameof(PredictedLabel), column, (ref pass, values) => pass.Labels = values);

    internal static Output<EnergyOutputs> Score(int count) => Score(name => OutputColumn.Vector(name, count));

    internal static Output<EnergyOutputs> PredictedLabel(int count) => PredictedLabel(name => OutputColumn.Key(name, count));

    /// <summary>The y of each z of a set, side by side, from the first input alone.</summary>
    internal static Output<EnergyOutputs> Predictions(int count, int dimension) => new Output<EnergyOutputs, float>(
        nameof(Predictions),
        name => OutputColumn.Vector(name, checked(count * dimension), fixedSlotNames: slot => $"z{slot / dimension}.y{slot % dimension}", reads: [0]),
        (ref pass, values) => pass.Predictions = values);

    /// <summary>How the search of each row went.</summary>
    internal static OutputColumn<float> Search(string name)
        => OutputColumn.Vector(name, SearchSlots.Length, fixedSlotNames: slot => SearchSlots[slot]);
}
