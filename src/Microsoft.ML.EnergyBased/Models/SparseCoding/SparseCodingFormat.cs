using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>Reads and writes a <see cref="SparseCodingEnergy"/>.</summary>
internal static class SparseCodingFormat
{
    // Learning brings longer atoms to length 1, up to rounding.
    private const float GreatestNorm = 1.001f;

    internal static SparseCodingEnergy Read(PayloadReader reader)
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

    internal static void Write(PayloadWriter writer, SparseCodingEnergy energy)
    {
        // *** Binary format, version 1 ***
        // float: λ, (0, ∞); bool: whether codes are held non-negative
        // int32: inference algorithm (SparseInferenceAlgorithm); float: tolerance, [0, ∞); int32: maximum iterations, 1 to SearchLimits.Iterations
        // int32: number of atoms K, int32: dimension d; float[K × d]: atoms, finite, of length 1 at the most
        writer.Write(energy.Sparsity);
        writer.Write(energy.NonNegative);
        writer.Write((int)energy.Algorithm);
        writer.Write(energy.Tolerance);
        writer.Write(energy.MaximumIterations);
        writer.Write(energy.NumberOfAtoms);
        writer.Write(energy.Dimension);
        writer.Write(energy.Atoms);
    }
}
