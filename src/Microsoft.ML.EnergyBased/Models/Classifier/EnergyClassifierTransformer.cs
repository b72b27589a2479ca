using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.EnergyClassifierTransformer>("Energy over classes")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="EnergyClassifierTrainer"/>: gives each row the probabilities of the classes, and its energy.</summary>
public sealed class EnergyClassifierTransformer : EnergyModelTransformer, ILoadableTransformer<EnergyClassifierTransformer>
{
    internal const string LoaderSignature = "Ebm.Classifier";

    private static readonly ComponentFormat Format = new("EnergyClassifierTransformer", "CLENERGY", LoaderSignature, Version: 1);

    internal EnergyClassifierTransformer(string featureColumnName, OutputSet<EnergyOutputs> outputs, KeyNames? names, ClassifierEnergy energy)
        : base(featureColumnName, outputs, energy)
    {
        Names = names;
        Energy = energy;
    }

    /// <summary>The trained energy: works on blocks of rows without ML.NET.</summary>
    public ClassifierEnergy Energy { get; }

    /// <summary>What the classes are called, in their order; null where the label had no values.</summary>
    internal KeyNames? Names { get; }

    static ComponentFormat ILoadableTransformer<EnergyClassifierTransformer>.Format => Format;

    internal override ComponentFormat SavedFormat => Format;

    static EnergyClassifierTransformer ILoadableTransformer<EnergyClassifierTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var energy = StoredEnergies.Read<ClassifierEnergy>(reader);
        var names = KeyNames.Load(reader, energy.NumberOfClasses);
        return new EnergyClassifierTransformer(features, ClassifierEnergy.DeclareOutputs(energy.Dimension, energy.NumberOfClasses, names).Read(reader), names, energy);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // the energy, as StoredEnergies says
        // byte: whether key values follow; int32: their type, string[K]: the values of the K classes, culture-invariant
        // the names of its outputs, as OutputSet says
        writer.Write(FeatureColumnName);
        StoredEnergies.Write(writer, Energy);
        writer.Write(Names is not null);
        Names?.Save(writer);
        Declared.Write(writer);
    }
}
