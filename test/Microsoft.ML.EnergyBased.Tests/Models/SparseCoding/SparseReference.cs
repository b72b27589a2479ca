using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

/// <summary>Sparse codes in double, one plain loop each.</summary>
internal static class SparseReference
{
    /// <summary>The orthonormal two-dimensional cosine basis of 8 × 8 images, an atom a row.</summary>
    public static float[] CosineBasis()
    {
        static double Wave(int k, int i) => Math.Sqrt((k == 0 ? 1.0 : 2.0) / 8) * Math.Cos(Math.PI * k * ((2 * i) + 1) / 16);
        var atoms = new float[64 * 64];
        for (var k = 0; k < 64; k++)
        {
            for (var j = 0; j < 64; j++)
                atoms[(k * 64) + j] = (float)(Wave(k / 8, j / 8) * Wave(k % 8, j % 8));
        }
        return atoms;
    }

    /// <summary>Random atoms of length 1.</summary>
    public static float[] Atoms(int count, int dimension, ulong seed)
    {
        var atoms = Rows.Normals(count * dimension, seed);
        for (var k = 0; k < count; k++)
        {
            var atom = atoms.AsSpan(k * dimension, dimension);
            double norm = 0;
            foreach (var value in atom)
                norm += (double)value * value;
            foreach (ref var value in atom)
                value = (float)(value / Math.Sqrt(norm));
        }
        return atoms;
    }

    public static double Energy(ReadOnlySpan<float> row, ReadOnlySpan<float> atoms, ReadOnlySpan<double> code, double sparsity)
    {
        double square = 0;
        double penalty = 0;
        for (var j = 0; j < row.Length; j++)
        {
            double difference = row[j];
            for (var k = 0; k < code.Length; k++)
                difference -= code[k] * atoms[(k * row.Length) + j];
            square += difference * difference;
        }
        foreach (var value in code)
            penalty += Math.Abs(value);
        return (0.5 * square) + (sparsity * penalty);
    }

    /// <summary>Cyclic coordinate descent on the residual, until a pass moves nothing by 1e-13.</summary>
    public static double[] Solve(ReadOnlySpan<float> row, ReadOnlySpan<float> atoms, double sparsity, bool nonNegative)
    {
        var dimension = row.Length;
        var code = new double[atoms.Length / dimension];
        var residual = new double[dimension];
        for (var j = 0; j < dimension; j++)
            residual[j] = row[j];
        double moved = 1;
        for (var pass = 0; moved > 1e-13; pass++)
        {
            if (pass == 1_000_000)
                throw new InvalidOperationException("The reference does not converge.");
            moved = 0;
            for (var k = 0; k < code.Length; k++)
            {
                double product = 0;
                double norm = 0;
                for (var j = 0; j < dimension; j++)
                {
                    double value = atoms[(k * dimension) + j];
                    product += value * residual[j];
                    norm += value * value;
                }
                if (norm == 0)
                    continue;
                var after = Shrink(product + (norm * code[k]), sparsity, nonNegative) / norm;
                var change = after - code[k];
                code[k] = after;
                moved = Math.Max(moved, Math.Abs(change));
                for (var j = 0; j < dimension; j++)
                    residual[j] -= change * atoms[(k * dimension) + j];
            }
        }
        return code;
    }

    public static double Shrink(double value, double threshold, bool nonNegative)
        => value > threshold ? value - threshold : value < -threshold && !nonNegative ? value + threshold : 0;
}
