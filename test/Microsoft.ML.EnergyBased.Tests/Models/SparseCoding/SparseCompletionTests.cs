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
        var atoms = SparseReference.Atoms(Atoms, Dimension, 31);
        var energy = SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, nonNegative, algorithm, tolerance: 1e-6f, maximumIterations: 50_000);
        var row = Rows.Normals(Dimension, 32);
        int[] observed = [0, 2, 3, 5, 6, 9];
        foreach (var j in Enumerable.Range(0, Dimension).Except(observed))
            row[j] = float.NaN;

        float[] answer = new float[2 * Dimension], energies = new float[2], own = new float[1];
        energy.Complete(row, answer, energies, out _).Should().Be(1);
        float[] cut = [.. atoms.Chunk(Dimension).SelectMany(atom => observed.Select(j => atom[j]))];
        float[] seen = [.. observed.Select(j => row[j])];
        var code = SparseReference.Solve(seen, cut, Sparsity, nonNegative);

        // min over (unobserved, z) = min over z of what the observed part costs.
        energies[0].Should().BeApproximately(SparseReference.Energy(seen, cut, code, Sparsity), 1e-5);
        for (var j = 0; j < Dimension; j++)
        {
            if (observed.Contains(j))
                answer[j].Should().Be(row[j]);
            else
                answer[j].Should().BeApproximately(atoms.Chunk(Dimension).Select((atom, k) => code[k] * atom[j]).Sum(), 5e-3);
        }
        energy.Energy(answer.AsSpan(0, Dimension), own);
        energies[0].Should().Be(own[0]);
        energies[1].Should().Be(float.NaN);
        answer.Skip(Dimension).ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void NoPointOfAGridHasLessEnergy()
    {
        var energy = SparseCodingEnergyTests.Create(SparseReference.Atoms(Atoms, Dimension, 33), Dimension, Sparsity);
        var row = Rows.Normals(Dimension, 34);
        row[3] = row[7] = float.NaN;
        float[] answer = new float[Dimension], least = new float[1];
        energy.Complete(row, answer, least, out _).Should().Be(1);

        const int Side = 41;
        float[] grid = new float[Side * Side * Dimension], energies = new float[Side * Side];
        for (var i = 0; i < energies.Length; i++)
        {
            var point = grid.AsSpan(i * Dimension, Dimension);
            answer.CopyTo(point);
            point[3] += 0.05f * ((i / Side) - (Side / 2));
            point[7] += 0.05f * ((i % Side) - (Side / 2));
        }
        energy.Energy(grid, energies);
        energies[energies.Length / 2].Should().Be(least[0]);
        energies.Should().OnlyContain(e => e >= least[0] - 1e-5);
        energies.Max().Should().BeGreaterThan(least[0] + 0.05);
    }

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent)]
    [InlineData(SparseInferenceAlgorithm.Fista)]
    public void TheAnswerDoesNotDependOnTheRowsBefore(SparseInferenceAlgorithm algorithm)
    {
        var atoms = SparseReference.Atoms(Atoms, Dimension, 35);
        // Rows that observe less and less, and more and more: each leaves buffers of another size behind.
        float[][] rows = [.. Enumerable.Range(1, Dimension - 1).Select(missing =>
            Rows.Normals(Dimension, (ulong)(40 + missing)).Select((v, j) => j < missing ? float.NaN : v).ToArray())];
        var energy = SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, algorithm: algorithm);
        var order = rows.Concat(rows.Reverse()).ToArray();
        foreach (var row in order)
        {
            float[] alone = new float[Dimension], after = new float[Dimension], least = new float[1];
            SparseCodingEnergyTests.Create(atoms, Dimension, Sparsity, algorithm: algorithm).Complete(row, alone, least, out _);
            energy.Complete(row, after, least, out _);
            after.ShouldHaveTheBitsOf(alone);
        }
    }

    [Fact]
    public void WholeRowsStayAndRowsWithoutAnythingGiveNothing()
    {
        var energy = SparseCodingEnergyTests.Create(SparseReference.Atoms(Atoms, Dimension, 35), Dimension, Sparsity);
        var row = Rows.Normals(Dimension, 36);
        float[] answer = new float[Dimension], energies = new float[1], own = new float[1];
        energy.Energy(row, own);
        energy.Complete(row, answer, energies, out _).Should().Be(1);
        answer.ShouldEqual(row);
        energies.ShouldEqual(own);

        var nothing = new float[Dimension];
        Array.Fill(nothing, float.NaN);
        float[] infinite = [.. row];
        infinite[2] = float.PositiveInfinity;
        foreach (var bad in new[] { nothing, infinite })
        {
            energy.Complete(bad, answer, energies, out _).Should().Be(0);
            energies[0].Should().Be(float.NaN);
            answer.ShouldAllEqual(float.NaN);
        }
        FluentActions.Invoking(() => energy.Complete(row.AsSpan(1), answer, energies, out _)).Should().ThrowExactly<ArgumentException>();
    }
}
