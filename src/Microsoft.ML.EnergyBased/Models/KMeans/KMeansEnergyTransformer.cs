using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.KMeansEnergyTransformer>("K-means energy")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="KMeansEnergyEstimator"/>: scores rows by their distance to the nearest of K prototypes.</summary>
public sealed class KMeansEnergyTransformer : EnergyModelTransformer, ILoadableTransformer<KMeansEnergyTransformer>
{
    internal const string LoaderSignature = "Ebm.KMeans";

    private static readonly ComponentFormat Format = new("KMeansEnergyTransformer", "KMENERGY", LoaderSignature, Version: 1);

    internal KMeansEnergyTransformer(
        string featureColumnName, OutputSet<EnergyOutputs> outputs, KMeansEnergy energy, double trainingEnergy, int iterations, bool converged)
        : base(featureColumnName, outputs, energy)
    {
        Energy = energy;
        TrainingEnergy = trainingEnergy;
        Iterations = iterations;
        Converged = converged;
    }

    /// <summary>The trained energy with its prototypes: works on blocks of rows without ML.NET.</summary>
    public KMeansEnergy Energy { get; }

    /// <summary>The summed minimum energy Σ w·min_z E(y, z) of the training rows, in squared units of the features.</summary>
    public double TrainingEnergy { get; }

    /// <summary>Iterations that the kept run took.</summary>
    public int Iterations { get; }

    /// <summary>Whether the kept run ended by its tolerance, not by the limit of iterations.</summary>
    public bool Converged { get; }

    static ComponentFormat ILoadableTransformer<KMeansEnergyTransformer>.Format => Format;

    internal override ComponentFormat SavedFormat => Format;

    static KMeansEnergyTransformer ILoadableTransformer<KMeansEnergyTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var energy = StoredEnergies.Read<KMeansEnergy>(reader);
        var outputs = KMeansEnergy.DeclareOutputs(energy.Dimension, energy.NumberOfPrototypes).Read(reader);
        var trainingEnergy = reader.ReadDouble("training energy");
        if (trainingEnergy < 0)
            throw reader.Bad("training energy", trainingEnergy);
        var iterations = reader.ReadInt32("iterations", minimum: 1);
        return new KMeansEnergyTransformer(features, outputs, energy, trainingEnergy, iterations, reader.ReadBoolean("converged"));
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Energy}, training energy {TrainingEnergy:G7} after {Iterations} iterations{(Converged ? "" : ", not converged")}");

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // the energy, as StoredEnergies says
        // the names of its outputs, as OutputSet says
        // double: summed training energy, at least 0
        // int32: iterations, bool: converged
        writer.Write(FeatureColumnName);
        StoredEnergies.Write(writer, Energy);
        Declared.Write(writer);
        writer.Write(TrainingEnergy);
        writer.Write(Iterations);
        writer.Write(Converged);
    }
}
