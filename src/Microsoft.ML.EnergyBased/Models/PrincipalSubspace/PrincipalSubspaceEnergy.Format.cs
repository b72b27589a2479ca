using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.PrincipalSubspace.PrincipalSubspaceEnergy>]

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// What the energy gives to a transformer, and to a file.
public sealed partial class PrincipalSubspaceEnergy : IModelEnergy, IStoredEnergy<PrincipalSubspaceEnergy>
{
    static string IStoredEnergy<PrincipalSubspaceEnergy>.Kind => "PrincipalSubspace";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfComponents);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int components = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Latent(components), EnergyColumns.Reconstruction(dimension));

    // Of products of unit vectors in Single, however long.
    private const float Rounding = 1e-3f;

    static PrincipalSubspaceEnergy IStoredEnergy<PrincipalSubspaceEnergy>.Read(PayloadReader reader)
    {
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var components = reader.ReadInt32("number of components", minimum: 1, maximum: dimension);
        var mean = reader.ReadDoubles("mean", dimension);
        var directions = reader.ReadSingles("components", components, dimension);
        CheckOrthonormal(reader, directions, components);
        var variances = reader.ReadDoubles("explained variances", components);
        var total = reader.ReadDoubles("total variance", 1)[0];
        CheckVariances(reader, variances, total);
        var probabilistic = reader.ReadBoolean("probabilistic");
        if (probabilistic && total == 0)
            throw reader.Bad("total variance", "0, of which there is no likelihood");
        return reader.Checked("mean", () => new PrincipalSubspaceEnergy(mean, directions, variances, total, probabilistic));
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: dimension d, int32: number of components r
        // double[d]: mean, finite
        // float[r × d]: components, one a row, orthonormal
        // double[r]: explained variances, at least 0 and falling, double: total variance, at least their sum
        // bool: whether the energy is the negative log-likelihood of the probabilistic form; then the total variance is above 0
        writer.Write(Dimension);
        writer.Write(NumberOfComponents);
        writer.Write(Mean);
        writer.Write(Components);
        writer.Write(ExplainedVariances);
        writer.Write(TotalVariance);
        writer.Write(Probabilistic);
    }

    private static void CheckOrthonormal(PayloadReader reader, ReadOnlySpan<float> components, int count)
    {
        var dimension = components.Length / count;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var product = TensorPrimitives.Dot(components.Slice(i * dimension, dimension), components.Slice(j * dimension, dimension));
                if (!(Math.Abs(product - (i == j ? 1 : 0)) <= Rounding))
                    throw reader.Bad("components", $"products of {j} and {i} that give {product}: they are not orthonormal");
            }
        }
    }

    private static void CheckVariances(PayloadReader reader, ReadOnlySpan<double> variances, double total)
    {
        for (var i = 0; i < variances.Length; i++)
        {
            if (variances[i] < 0 || (i > 0 && variances[i] > variances[i - 1]))
                throw reader.Bad("explained variances", $"{variances[i]}, where they are at least 0 and do not rise");
        }

        if (!(total >= 0 && TensorPrimitives.Sum(variances) <= total * (1 + Rounding)))
            throw reader.Bad("total variance", $"{total}, where {TensorPrimitives.Sum(variances)} are explained");
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
