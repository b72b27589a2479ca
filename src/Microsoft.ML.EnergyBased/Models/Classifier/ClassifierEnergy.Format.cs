using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.Classifier.ClassifierEnergy>]

namespace Microsoft.ML.EnergyBased.Models.Classifier;

// What the energy gives to a transformer, and to a file.
public sealed partial class ClassifierEnergy : IModelEnergy, IStoredEnergy<ClassifierEnergy>
{
    static string IStoredEnergy<ClassifierEnergy>.Kind => "Classifier";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfClasses);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int classes = 0, KeyNames? names = null) => new(
        EnergyColumns.Score(name => OutputColumn.Classes(name, classes, names)),
        EnergyColumns.PredictedLabel(name => OutputColumn.Class(name, classes, names)), EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension));

    static ClassifierEnergy IStoredEnergy<ClassifierEnergy>.Read(PayloadReader reader)
    {
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var classes = reader.ReadInt32("number of classes", minimum: 2);
        var shape = new ClassifierShape(dimension, reader.ReadLayers("hidden units", minimum: 0), reader.ReadEnum<Activation>("activation"), classes);
        return new ClassifierEnergy(shape, reader.ReadParameters(() => shape.CreateNetwork().ParameterCount));
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: dimension, int32: number of classes K
        // int32: number of hidden layers, int32[]: their units; int32: activation
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        writer.Write(Dimension);
        writer.Write(NumberOfClasses);
        writer.WriteLayers(HiddenUnits);
        writer.Write((int)Activation);
        writer.WriteParameters(Parameters);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        Compute(rows, default, outputs);
        if (!outputs.FeatureEnergies.IsEmpty)
            FreedFeatures.OfRows(this, rows, outputs.FeatureEnergies);
    }
}
