using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.KMeans.KMeansEnergy>]

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// What the energy gives to a transformer, and to a file.
public sealed partial class KMeansEnergy : IModelEnergy, IStoredEnergy<KMeansEnergy>
{
    static string IStoredEnergy<KMeansEnergy>.Kind => "KMeans";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfPrototypes);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int prototypes = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Score(prototypes), EnergyColumns.PredictedLabel(prototypes),
        EnergyColumns.Reconstruction(dimension), EnergyColumns.Latent(prototypes));

    static KMeansEnergy IStoredEnergy<KMeansEnergy>.Read(PayloadReader reader)
    {
        var beta = reader.ReadPositive("inverse temperature");
        var count = reader.ReadInt32("number of prototypes", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var missing = reader.ReadEnum<MissingValues>("missing values");
        return new KMeansEnergy(reader.ReadSingles("prototypes", count, dimension), count, dimension, beta, missing);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // float: inverse temperature, (0, ∞]
        // int32: number of prototypes K, int32: dimension d
        // int32: missing values (MissingValues)
        // float[K × d]: prototypes, row-major, finite
        writer.Write(InverseTemperature);
        writer.Write(NumberOfPrototypes);
        writer.Write(Dimension);
        writer.Write((int)MissingValues);
        writer.Write(Prototypes);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
