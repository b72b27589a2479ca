using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="KMeansEnergyEstimator"/>: scores rows by their distance to the nearest of K prototypes.</summary>
public sealed class KMeansEnergyTransformer : EnergyBasedTransformer, IEnergyModel, ILoadableTransformer<KMeansEnergyTransformer>
{
    internal const string LoaderSignature = "Ebm.KMeans";

    private static readonly ComponentFormat Format = new("KMeansEnergyTransformer", "KMENERGY", LoaderSignature, Version: 1);

    private readonly InputColumn _features;
    private readonly KMeansOutputs _outputs;

    internal KMeansEnergyTransformer(
        string featureColumnName, KMeansOutputs outputs, KMeansEnergy energy, double trainingEnergy, int iterations, bool converged)
    {
        _features = InputColumn.Vector(featureColumnName, "feature column", energy.Dimension);
        _outputs = outputs;
        Energy = energy;
        TrainingEnergy = trainingEnergy;
        Iterations = iterations;
        IsConverged = converged;
    }

    /// <summary>The trained energy with its prototypes: works on blocks of rows without ML.NET.</summary>
    public KMeansEnergy Energy { get; }

    /// <summary>The summed minimum energy Σ w·min_z E(y, z) of the training rows, in squared units of the features.</summary>
    public double TrainingEnergy { get; }

    /// <summary>Iterations that the kept run took.</summary>
    public int Iterations { get; }

    /// <summary>Whether the kept run ended by its tolerance, not by the limit of iterations.</summary>
    public bool IsConverged { get; }

    IEnergy IEnergyModel.Energy => Energy;

    IReadOnlyList<InputColumn> IEnergyModel.Columns => Inputs;

    static ComponentFormat ILoadableTransformer<KMeansEnergyTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => [_features];

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    static KMeansEnergyTransformer ILoadableTransformer<KMeansEnergyTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var outputs = reader.ReadOutputNames("energy", "feature energy", "score", "predicted label", "reconstruction", "responsibilities");
        var trainingEnergy = reader.ReadDouble("training energy");
        if (trainingEnergy < 0)
            throw reader.Bad("training energy", trainingEnergy);
        var iterations = reader.ReadInt32("iterations", minimum: 1);
        var converged = reader.ReadBoolean("converged");
        var beta = reader.ReadPositive("inverse temperature");
        var count = reader.ReadInt32("number of prototypes", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var prototypes = reader.ReadSingles("prototypes", count, dimension);
        return new KMeansEnergyTransformer(
            features,
            new KMeansOutputs(outputs[0], outputs[1], outputs[2], outputs[3], outputs[4], outputs[5], count, dimension),
            new KMeansEnergy(prototypes, count, dimension, beta), trainingEnergy, iterations, converged);
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Energy}, training energy {TrainingEnergy:G7} after {Iterations} iterations{(IsConverged ? "" : ", not converged")}");

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // string?: names of Energy, FeatureEnergy, Score, PredictedLabel, Reconstruction, Responsibilities (null: dropped)
        // double: summed training energy, at least 0
        // int32: iterations, byte: converged
        // float: inverse temperature, (0, ∞]
        // int32: number of prototypes K
        // int32: dimension d
        // float[K × d]: prototypes, row-major, finite
        writer.Write(_features.Name);
        writer.WriteOptional(_outputs.Energy?.Name);
        writer.WriteOptional(_outputs.FeatureEnergy?.Name);
        writer.WriteOptional(_outputs.Score?.Name);
        writer.WriteOptional(_outputs.PredictedLabel?.Name);
        writer.WriteOptional(_outputs.Reconstruction?.Name);
        writer.WriteOptional(_outputs.Responsibilities?.Name);
        writer.Write(TrainingEnergy);
        writer.Write(Iterations);
        writer.Write(IsConverged);
        writer.Write(Energy.InverseTemperature);
        writer.Write(Energy.NumberOfPrototypes);
        writer.Write(Energy.Dimension);
        writer.Write(Energy.Prototypes);
    }

    private protected override void Map(Block block)
    {
        var rows = block.Input();
        var energies = block.Output(_outputs.Energy);
        if (block.IsActive(_outputs.PredictedLabel))
        {
            // At β = ∞ the winner's energy is the Energy; otherwise that is a sum over all prototypes.
            var isMinimum = float.IsPositiveInfinity(Energy.InverseTemperature);
            Infer(rows, block.Output(_outputs.PredictedLabel), isMinimum ? energies : default);
            if (isMinimum)
                energies = default;
        }

        if (!energies.IsEmpty)
            Energy.Energy(rows, energies);
        if (block.IsActive(_outputs.FeatureEnergy))
            Energy.FeatureEnergy(rows, block.Output(_outputs.FeatureEnergy));
        if (block.IsActive(_outputs.Score))
            Energy.Scores(rows, block.Output(_outputs.Score));
        if (block.IsActive(_outputs.Reconstruction))
            Energy.Reconstruct(rows, block.Output(_outputs.Reconstruction));
        if (block.IsActive(_outputs.Responsibilities))
            Energy.Responsibilities(rows, block.Output(_outputs.Responsibilities));
    }

    /// <summary>The winners as keys from 1, and their energies where there is room for them.</summary>
    private void Infer(ReadOnlySpan<float> rows, Span<uint> labels, Span<float> energies)
    {
        float[]? unwanted = null;
        if (energies.IsEmpty)
            energies = (unwanted = ArrayPool<float>.Shared.Rent(labels.Length)).AsSpan(0, labels.Length);

        // The winners are written where the keys will stand: from 0 first, then counted from 1.
        var winners = MemoryMarshal.Cast<uint, int>(labels);
        Energy.Infer(rows, winners, energies);
        foreach (ref var winner in winners)
            winner++;

        if (unwanted is not null)
            ArrayPool<float>.Shared.Return(unwanted);
    }
}
