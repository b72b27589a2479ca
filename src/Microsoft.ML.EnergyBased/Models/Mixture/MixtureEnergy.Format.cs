using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.Mixture.MixtureEnergy>]

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// What the energy gives to a transformer, and to a file.
public sealed partial class MixtureEnergy : IModelEnergy, IStoredEnergy<MixtureEnergy>
{
    static string IStoredEnergy<MixtureEnergy>.Kind => "Mixture";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfComponents);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int components = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Latent(components), EnergyColumns.Reconstruction(dimension),
        EnergyColumns.Score(components), EnergyColumns.PredictedLabel(components));

    static MixtureEnergy IStoredEnergy<MixtureEnergy>.Read(PayloadReader reader)
    {
        var beta = reader.ReadPositive("inverse temperature");
        var missing = reader.ReadEnum<MissingValues>("missing values");
        var covariance = reader.ReadEnum<MixtureCovariance>("kind of covariance");
        var count = reader.ReadInt32("number of components", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var rank = covariance == MixtureCovariance.Full ? reader.ReadInt32("number of directions", minimum: 0, maximum: dimension) : 0;
        if (rank == 0)
        {
            var components = ReadComponents(reader, covariance, count, dimension);
            return reader.Checked("mixture", () => new MixtureEnergy(components, beta, missing));
        }

        var centre = reader.ReadDoubles("centre", dimension);
        var scales = reader.ReadDoubles("scales", dimension);
        var directions = reader.ReadDoubles("directions", rank, dimension);
        var floor = reader.ReadDouble("variance floor");
        var inner = ReadComponents(reader, covariance, count, rank);
        return reader.Checked("mixture", () => new MixtureEnergy(new SpannedComponents(inner, centre, scales, directions, floor), beta, missing));
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // float: inverse temperature, (0, ∞]
        // int32: missing values (MissingValues)
        // int32: kind of covariance (MixtureCovariance)
        // int32: number of components K, int32: dimension d
        // of full covariances: int32: number of directions r that the components span, 0 for all
        // where r > 0: double[d]: centre, double[d]: scales, double[r × d]: directions, orthonormal, double: variance floor
        // of the components, in d values or r coordinates:
        // double[K]: weights, at least 0, whose sum is 1, double[K × d]: means, finite
        // double[]: covariances, K × d × d values of full ones, K × d of diagonal ones, K of spherical ones; symmetric and positive definite
        writer.Write(InverseTemperature);
        writer.Write((int)MissingValues);
        writer.Write((int)Covariance);
        writer.Write(NumberOfComponents);
        writer.Write(Dimension);
        if (Components is SpannedComponents spanned)
        {
            writer.Write(spanned.Rank);
            writer.Write(spanned.Centre);
            writer.Write(spanned.Scales);
            writer.Write(spanned.Directions);
            writer.Write(spanned.Floor);
            WriteComponents(writer, spanned.Inner);
            return;
        }

        if (Components.IsFull)
            writer.Write(0);
        WriteComponents(writer, (MixtureComponents)Components);
    }

    private static MixtureComponents ReadComponents(PayloadReader reader, MixtureCovariance covariance, int count, int dimension)
    {
        var weights = reader.ReadDoubles("weights", count);
        var means = reader.ReadDoubles("means", count, dimension);
        var size = reader.Checked("dimension", () => MixtureComponents.SizeOf(covariance, dimension));
        var covariances = reader.ReadDoubles("covariances", count, size);
        if (covariance == MixtureCovariance.Full)
            CheckSymmetric(reader, covariances, dimension);
        return reader.Checked("mixture", () => new MixtureComponents(covariance, weights, means, covariances));
    }

    private static void WriteComponents(PayloadWriter writer, MixtureComponents components)
    {
        writer.Write(components.Weights);
        writer.Write(components.Means);
        writer.Write(components.Covariances);
    }

    private static void CheckSymmetric(PayloadReader reader, double[] covariances, int dimension)
    {
        for (var at = 0; at < covariances.Length; at += dimension * dimension)
        {
            for (var i = 0; i < dimension; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (covariances[at + (i * dimension) + j] != covariances[at + (j * dimension) + i])
                        throw reader.Bad("covariances", "one that is not symmetric");
                }
            }
        }
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
