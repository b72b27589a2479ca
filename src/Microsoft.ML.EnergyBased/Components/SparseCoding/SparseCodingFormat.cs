using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased;

/// <summary>Reads and writes a <see cref="SparseCodingEnergy"/>.</summary>
internal static class SparseCodingFormat
{
    internal static SparseCodingEnergy Read(PayloadReader reader)
    {
        var inference = new SparseInference(
            reader.ReadSingle("sparsity"), reader.ReadBoolean("non-negative codes"), reader.ReadEnum<SparseInferenceAlgorithm>("inference algorithm"),
            reader.ReadSingle("tolerance"), reader.ReadInt32("maximum iterations"));
        try
        {
            inference.Validate();
        }
        catch (ArgumentException e)
        {
            throw reader.Bad("inference", e.Message);
        }

        var count = reader.ReadInt32("number of atoms", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        return new SparseCodingEnergy(reader.ReadSingles((long)count * dimension, "atoms"), count, dimension, inference);
    }

    internal static void Write(PayloadWriter writer, SparseCodingEnergy energy)
    {
        // *** Binary format, version 1 ***
        // float: λ, (0, ∞); bool: whether codes are held non-negative
        // int32: inference algorithm (SparseInferenceAlgorithm); float: tolerance, [0, ∞); int32: maximum iterations, at least 1
        // int32: number of atoms K, int32: dimension d; float[K × d]: atoms, finite
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
