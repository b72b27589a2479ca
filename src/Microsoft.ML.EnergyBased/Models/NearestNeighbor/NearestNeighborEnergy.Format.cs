using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.NearestNeighbor.NearestNeighborEnergy>]

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// What the energy gives to a transformer, and to a file.
public sealed partial class NearestNeighborEnergy : IModelEnergy, IStoredEnergy<NearestNeighborEnergy>
{
    static string IStoredEnergy<NearestNeighborEnergy>.Kind => "NearestNeighbor";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfNeighbors);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int neighbors = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Latent(neighbors), EnergyColumns.Reconstruction(dimension));

    static NearestNeighborEnergy IStoredEnergy<NearestNeighborEnergy>.Read(PayloadReader reader)
    {
        var aggregation = reader.ReadEnum<NeighborAggregation>("aggregation");
        var beta = reader.ReadPositive("inverse temperature");
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var count = reader.ReadInt32("number of rows", minimum: 1);
        var neighbors = reader.ReadInt32("number of neighbors", minimum: 1, maximum: count);
        var missing = reader.ReadEnum<MissingValues>("missing values");
        var rows = missing == MissingValues.Learn ? reader.ReadObserved("rows", count, dimension) : reader.ReadSingles("rows", count, dimension);
        var weights = reader.ReadBoolean("whether rows have weights") ? reader.ReadSingles("weights", count) : [];
        foreach (var weight in weights)
        {
            if (!(weight > 0))
                throw reader.Bad("weights", weight);
        }

        return reader.Checked("inverse temperature", () => new NearestNeighborEnergy(rows, weights, dimension, neighbors, aggregation, beta, missing));
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: aggregation (NeighborAggregation), float: inverse temperature, positive, infinite of the k-th distance alone
        // int32: dimension d, int32: number of rows n, int32: number of neighbors k, from 1 to n
        // int32: missing values (MissingValues), float[n × d]: rows, finite, or NaN where such may be learnt from, bool: whether they have weights, float[n]: weights, positive
        writer.Write((int)Aggregation);
        writer.Write(InverseTemperature);
        writer.Write(Dimension);
        writer.Write(NumberOfRows);
        writer.Write(NumberOfNeighbors);
        writer.Write((int)MissingValues);
        writer.Write(Rows);
        writer.Write(_weights.Length > 0);
        if (_weights.Length > 0)
            writer.Write(Weights);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
