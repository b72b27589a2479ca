using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="EnergyClassifierTrainer"/>: gives each row the probabilities of the classes, and its energy.</summary>
public sealed class EnergyClassifierTransformer : EnergyBasedTransformer, IEnergyModel, ILoadableTransformer<EnergyClassifierTransformer>
{
    internal const string LoaderSignature = "Ebm.Classifier";

    private static readonly ComponentFormat Format = new("EnergyClassifierTransformer", "CLENERGY", LoaderSignature, Version: 1);

    private readonly InputColumn _features;
    private readonly ClassifierOutputs _outputs;
    private readonly KeyNames? _names;

    internal EnergyClassifierTransformer(string featureColumnName, ClassifierOutputs outputs, KeyNames? names, EnergyClassifier energy)
    {
        _features = InputColumn.Vector(featureColumnName, "feature column", energy.Dimension);
        _outputs = outputs;
        _names = names;
        Energy = energy;
    }

    /// <summary>The trained energy: works on blocks of rows without ML.NET.</summary>
    public EnergyClassifier Energy { get; }

    /// <summary>What the classes are called, in their order; null where the label had no values.</summary>
    internal KeyNames? Names => _names;

    IEnergy IEnergyModel.Energy => Energy;

    IReadOnlyList<InputColumn> IEnergyModel.Columns => Inputs;

    static ComponentFormat ILoadableTransformer<EnergyClassifierTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => [_features];

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    static EnergyClassifierTransformer ILoadableTransformer<EnergyClassifierTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var outputs = reader.ReadOutputNames("score", "predicted label", "energy");
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var classes = reader.ReadInt32("number of classes", minimum: 2);
        var names = KeyNames.Load(reader, classes);
        var shape = new ClassifierShape(dimension, reader.ReadLayers("hidden units", minimum: 0), reader.ReadEnum<Activation>("activation"), classes);
        var parameters = reader.ReadParameters(() => shape.CreateNetwork().ParameterCount);
        return new EnergyClassifierTransformer(
            features, new ClassifierOutputs(outputs[0], outputs[1], outputs[2], classes, names), names, new EnergyClassifier(shape, parameters));
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => $"{Energy}";

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // string?: names of Score, PredictedLabel, Energy (null: dropped)
        // int32: dimension, int32: number of classes K
        // byte: whether key values follow; int32: their type, string[K]: the values, culture-invariant
        // int32: number of hidden layers, int32[]: their units; int32: activation
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        writer.Write(_features.Name);
        writer.WriteOptional(_outputs.Score?.Name);
        writer.WriteOptional(_outputs.PredictedLabel?.Name);
        writer.WriteOptional(_outputs.Energy?.Name);
        writer.Write(Energy.Dimension);
        writer.Write(Energy.NumberOfClasses);
        writer.Write(_names is not null);
        _names?.Save(writer);
        writer.WriteLayers(Energy.HiddenUnits);
        writer.Write((int)Energy.Activation);
        writer.WriteParameters(Energy.Parameters);
    }

    private protected override void Map(Block block)
    {
        var rows = block.Input();
        var labels = block.Output(_outputs.PredictedLabel);
        var probabilities = block.Output(_outputs.Score);
        float[]? unwanted = null;
        if (!labels.IsEmpty && probabilities.IsEmpty)
            probabilities = (unwanted = ArrayPool<float>.Shared.Rent(labels.Length * Energy.NumberOfClasses)).AsSpan(0, labels.Length * Energy.NumberOfClasses);

        Energy.Compute(rows, block.Count, default, probabilities, block.Output(_outputs.Energy));
        for (var row = 0; row < labels.Length; row++)
            labels[row] = (uint)TensorPrimitives.IndexOfMax(probabilities.Slice(row * Energy.NumberOfClasses, Energy.NumberOfClasses)) + 1;
        if (unwanted is not null)
            ArrayPool<float>.Shared.Return(unwanted);
    }
}
