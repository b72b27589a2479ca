using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.SparseCoding.SparseCodingEnergy>]

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// What the energy gives to a transformer, and to a file.
public sealed partial class SparseCodingEnergy : IModelEnergy, IStoredEnergy<SparseCodingEnergy>
{
    static string IStoredEnergy<SparseCodingEnergy>.Kind => "SparseCoding";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, NumberOfAtoms);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int atoms = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Latent(atoms), EnergyColumns.Reconstruction(dimension),
        EnergyColumns.Inference, EnergyColumns.ActiveAtoms);

    // Learning brings longer atoms to length 1, up to rounding.
    private const float GreatestNorm = 1.001f;

    static SparseCodingEnergy IStoredEnergy<SparseCodingEnergy>.Read(PayloadReader reader)
    {
        var inference = new SparseInference(
            reader.ReadSingle("sparsity"), reader.ReadBoolean("non-negative codes"), reader.ReadEnum<SparseInferenceAlgorithm>("inference algorithm"),
            reader.ReadSingle("tolerance"), reader.ReadInt32("maximum iterations"));
        reader.Check("inference", inference.Validate);
        var count = reader.ReadInt32("number of atoms", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var atoms = reader.ReadSingles("atoms", count, dimension);
        for (var k = 0; k < count; k++)
        {
            var norm = TensorPrimitives.Norm<float>(atoms.AsSpan(k * dimension, dimension));
            if (!(norm <= GreatestNorm))
                throw reader.Bad("atoms", $"one of length {norm}, where 1 is the most");
        }

        return reader.Checked("number of atoms", () => new SparseCodingEnergy(atoms, count, dimension, inference));
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // float: λ, (0, ∞); bool: whether codes are held non-negative
        // int32: inference algorithm (SparseInferenceAlgorithm); float: tolerance, [0, ∞); int32: maximum iterations, 1 to SearchLimits.Iterations
        // int32: number of atoms K, int32: dimension d; float[K × d]: atoms, finite, of length 1 at the most
        writer.Write(Sparsity);
        writer.Write(NonNegative);
        writer.Write((int)Algorithm);
        writer.Write(Tolerance);
        writer.Write(MaximumIterations);
        writer.Write(NumberOfAtoms);
        writer.Write(Dimension);
        writer.Write(Atoms);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
