using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class SparseCompletionTests
{
    private const int Dimension = 10;
    private const int Atoms = 24;
    private const float Sparsity = 0.1f;

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent, false)]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent, true)]
    [InlineData(SparseInferenceAlgorithm.Fista, false)]
    public void TheAnswerIsTheDecodedCodeOfTheObservedPart(SparseInferenceAlgorithm algorithm, bool nonNegative)
    {
        float[] atoms = SparseReference.Atoms(Atoms, Dimension, 31);
        var energy = SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, nonNegative, algorithm, tolerance: 1e-6f, maximumIterations: 50_000);
        float[] row = Rows.Normals(Dimension, 32);
        int[] observed = [0, 2, 3, 5, 6, 9];
        foreach (int j in Enumerable.Range(0, Dimension).Except(observed))
            row[j] = float.NaN;

        float[] answer = new float[2 * Dimension], energies = new float[2], own = new float[1];
        Assert.Equal(1, energy.Complete(row, answer, energies));
        float[] cut = [.. atoms.Chunk(Dimension).SelectMany(atom => observed.Select(j => atom[j]))];
        float[] seen = [.. observed.Select(j => row[j])];
        double[] code = SparseReference.Solve(seen, cut, Sparsity, nonNegative);

        // min over (unobserved, z) = min over z of what the observed part costs.
        Assert.Equal(SparseReference.Energy(seen, cut, code, Sparsity), energies[0], 1e-5);
        for (int j = 0; j < Dimension; j++)
        {
            if (observed.Contains(j))
                Assert.Equal(row[j], answer[j]);
            else
                Assert.Equal(atoms.Chunk(Dimension).Select((atom, k) => code[k] * atom[j]).Sum(), answer[j], 5e-3);
        }
        energy.Energy(answer.AsSpan(0, Dimension), own);
        Assert.Equal(own[0], energies[0]);
        Assert.True(float.IsNaN(energies[1]) && answer.Skip(Dimension).All(float.IsNaN));
    }

    [Fact]
    public void NoPointOfAGridHasLessEnergy()
    {
        var energy = SparseCodingEnergyTests.Create(SparseReference.Atoms(Atoms, Dimension, 33), Dimension, Sparsity);
        float[] row = Rows.Normals(Dimension, 34);
        row[3] = row[7] = float.NaN;
        float[] answer = new float[Dimension], least = new float[1];
        Assert.Equal(1, energy.Complete(row, answer, least));

        const int Side = 41;
        float[] grid = new float[Side * Side * Dimension], energies = new float[Side * Side];
        for (int i = 0; i < energies.Length; i++)
        {
            Span<float> point = grid.AsSpan(i * Dimension, Dimension);
            answer.CopyTo(point);
            point[3] += 0.05f * ((i / Side) - (Side / 2));
            point[7] += 0.05f * ((i % Side) - (Side / 2));
        }
        energy.Energy(grid, energies);
        Assert.Equal(least[0], energies[energies.Length / 2]);
        Assert.All(energies, e => Assert.True(e >= least[0] - 1e-5));
        Assert.True(energies.Max() > least[0] + 0.05);
    }

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent)]
    [InlineData(SparseInferenceAlgorithm.Fista)]
    public void TheAnswerDoesNotDependOnTheRowsBefore(SparseInferenceAlgorithm algorithm)
    {
        float[] atoms = SparseReference.Atoms(Atoms, Dimension, 35);
        // Rows that observe less and less, and more and more: each leaves buffers of another size behind.
        float[][] rows = [.. Enumerable.Range(1, Dimension - 1).Select(missing =>
            Rows.Normals(Dimension, (ulong)(40 + missing)).Select((v, j) => j < missing ? float.NaN : v).ToArray())];
        var energy = SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, algorithm: algorithm);
        var order = rows.Concat(rows.Reverse()).ToArray();
        foreach (float[] row in order)
        {
            float[] alone = new float[Dimension], after = new float[Dimension], least = new float[1];
            SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, algorithm: algorithm).Complete(row, alone, least);
            energy.Complete(row, after, least);
            Assert.Equal(alone.Select(BitConverter.SingleToInt32Bits), after.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void WholeRowsStayAndRowsWithoutAnythingGiveNothing()
    {
        var energy = SparseCodingEnergyTests.Create(SparseReference.Atoms(Atoms, Dimension, 35), Dimension, Sparsity);
        float[] row = Rows.Normals(Dimension, 36);
        float[] answer = new float[Dimension], energies = new float[1], own = new float[1];
        energy.Energy(row, own);
        Assert.Equal(1, energy.Complete(row, answer, energies));
        Assert.Equal(row, answer);
        Assert.Equal(own, energies);

        float[] nothing = new float[Dimension];
        Array.Fill(nothing, float.NaN);
        float[] infinite = [.. row];
        infinite[2] = float.PositiveInfinity;
        foreach (float[] bad in new[] { nothing, infinite })
        {
            Assert.Equal(0, energy.Complete(bad, answer, energies));
            Assert.True(float.IsNaN(energies[0]) && answer.All(float.IsNaN));
        }
        Assert.Throws<ArgumentException>(() => energy.Complete(row.AsSpan(1), answer, energies));
    }
}
