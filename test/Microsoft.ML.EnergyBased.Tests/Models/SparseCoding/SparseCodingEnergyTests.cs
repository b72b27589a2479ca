using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class SparseCodingEnergyTests
{
    public static TheoryData<int, int, float, bool, SparseInferenceAlgorithm> Problems
    {
        get
        {
            var problems = new TheoryData<int, int, float, bool, SparseInferenceAlgorithm>();
            foreach (var algorithm in Enum.GetValues<SparseInferenceAlgorithm>())
            {
                foreach (var (atoms, dimension) in new[] { (1, 1), (3, 2), (5, 9), (16, 16), (33, 7), (70, 20) })
                {
                    foreach (var sparsity in new[] { 0.05f, 0.6f })
                    {
                        problems.Add(atoms, dimension, sparsity, false, algorithm);
                        problems.Add(atoms, dimension, sparsity, true, algorithm);
                    }
                }
            }
            return problems;
        }
    }

    [Theory]
    [InlineData(0.05f, 0.76766883)]
    [InlineData(0.1f, 1.40704611)]
    [InlineData(0.5f, 4.24263419)]
    public void CodesOnTheCosineBasisHaveTheKnownObjective(float sparsity, double known)
    {
        var rows = Rows.Load("digits.csv", 64, 1 / 16f)[..(200 * 64)];
        var atoms = SparseReference.CosineBasis();
        foreach (var algorithm in Enum.GetValues<SparseInferenceAlgorithm>())
        {
            var energy = Create(atoms, 64, sparsity, algorithm: algorithm);
            var energies = new float[200];
            var codes = new float[200 * 64];
            energy.Infer(rows, energies, codes, default, default);
            energies.Average(e => (double)e).Should().BeApproximately(known, known * 1e-6);

            // On an orthonormal basis the code is the shrunk product.
            var expected = new double[codes.Length];
            for (var i = 0; i < 200; i++)
            {
                for (var k = 0; k < 64; k++)
                {
                    double product = 0;
                    for (var j = 0; j < 64; j++)
                        product += (double)atoms[(k * 64) + j] * rows[(i * 64) + j];
                    expected[(i * 64) + k] = SparseReference.Shrink(product, sparsity, false);
                }
            }
            codes.ShouldBeCloseTo(expected, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void EnergiesAndCodesAreThoseOfTheReference(int atoms, int dimension, float sparsity, bool nonNegative, SparseInferenceAlgorithm algorithm)
    {
        const int Count = 8;
        var dictionary = SparseReference.Atoms(atoms, dimension, 5);
        var rows = Rows.Normals(Count * dimension, 6);
        var energy = Create(dictionary, dimension, sparsity, nonNegative, algorithm, maximumIterations: 20_000);
        var energies = new float[Count];
        var codes = new float[Count * atoms];
        var reconstructions = new float[Count * dimension];
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, codes, reconstructions, searches);
        for (var i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(i * dimension, dimension);
            var least = SparseReference.Energy(row, dictionary, SparseReference.Solve(row, dictionary, sparsity, nonNegative), sparsity);
            double[] code = [.. codes.AsSpan(i * atoms, atoms).ToArray().Select(z => (double)z)];
            var own = SparseReference.Energy(row, dictionary, code, sparsity);
            var allowed = SquaredNorm(row) * 0.5 * energy.Tolerance;
            searches[i].Converged.Should().BeTrue("row {0}: gap {1} after {2} steps", i, searches[i].Gap, searches[i].Iterations);
            searches[i].Gap.Should().BeInRange(0, allowed);
            // The energy is that of the code, which is within the gap of the minimum.
            energies[i].Should().BeApproximately(own, 1e-6 * own);
            energies[i].Should().BeInRange(least - (1e-6 * least), least + searches[i].Gap + (1e-6 * least));
            (!nonNegative || codes.Skip(i * atoms).Take(atoms).All(z => z >= 0)).Should().BeTrue();
            for (var j = 0; j < dimension; j++)
            {
                double sum = 0;
                for (var k = 0; k < atoms; k++)
                    sum += code[k] * dictionary[(k * dimension) + j];
                reconstructions[(i * dimension) + j].Should().BeApproximately(sum, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent)]
    [InlineData(SparseInferenceAlgorithm.Fista)]
    public void EveryWayToAskGivesTheSameBits(SparseInferenceAlgorithm algorithm)
    {
        const int Count = 101, Dimension = 20, Atoms = 50;
        var rows = Rows.Normals(Count * Dimension, 3);
        rows[(30 * Dimension) + 2] = float.NaN;
        rows[(31 * Dimension) + 5] = float.NegativeInfinity;
        var energy = Create(SparseReference.Atoms(Atoms, Dimension, 4), Dimension, 0.2f, algorithm: algorithm);
        float[] energies = new float[Count], again = new float[Count], differentiated = new float[Count];
        var codes = new float[Count * Atoms];
        float[] reconstructions = new float[rows.Length], reconstructed = new float[rows.Length], gradients = new float[rows.Length];
        var searches = new LatentSearch[Count];
        energy.Energy(rows, energies);
        energy.Infer(rows, again, codes, reconstructions, searches);
        energy.Reconstruct(rows, reconstructed);
        energy.Gradient(rows, differentiated, gradients);
        again.ShouldEqual(energies);
        differentiated.ShouldEqual(energies);
        reconstructed.ShouldEqual(reconstructions);
        Enumerable.Range(0, Count).Where(i => float.IsNaN(energies[i])).ShouldEqual([30, 31]);
        new[] { 30, 31 }.Should().AllSatisfy(i =>
        {
            searches[i].Gap.Should().Be(float.NaN);
            searches[i].Converged.Should().BeFalse();
            codes.Skip(i * Atoms).Take(Atoms).ShouldAllEqual(float.NaN);
            reconstructions.Concat(gradients).Chunk(Dimension).Where((_, r) => r % Count == i).Should().OnlyContain(r => r.All(float.IsNaN));
        });

        // One row, and blocks of other sizes.
        foreach (var size in new[] { 1, 7, 48, 60 })
        {
            float[] part = new float[Count], partCodes = new float[codes.Length];
            for (var i = 0; i < Count; i += size)
            {
                var length = Math.Min(size, Count - i);
                energy.Infer(rows.AsSpan(i * Dimension, length * Dimension), part.AsSpan(i, length), partCodes.AsSpan(i * Atoms, length * Atoms), default, default);
            }
            part.ShouldEqual(energies);
            partCodes.ShouldEqual(codes);
        }
    }

    [Fact]
    public void FistaNeedsFarFewerStepsThanIsta()
    {
        const int Count = 10, Dimension = 30, Atoms = 60;
        var dictionary = SparseReference.Atoms(Atoms, Dimension, 8);
        var rows = Rows.Normals(Count * Dimension, 9);
        var fista = Create(dictionary, Dimension, 0.05f, algorithm: SparseInferenceAlgorithm.Fista, tolerance: 1e-4f, maximumIterations: 100_000);
        var energies = new float[Count];
        var searches = new LatentSearch[Count];
        fista.Infer(rows, energies, default, default, searches);
        var steps = searches.Average(s => s.Iterations);
        var plain = Enumerable.Range(0, Count).Average(i => Ista(rows.AsSpan(i * Dimension, Dimension), dictionary, 0.05, energies[i]));
        searches.Should().OnlyContain(s => s.Converged);
        // Steps to the same energy: 1/t² against 1/t.
        steps.Should().BeLessThan(plain / 4, "FISTA {0}, ISTA {1}", steps, plain);
    }

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent, false)]
    [InlineData(SparseInferenceAlgorithm.Fista, true)]
    public void TheGradientIsThatOfFiniteDifferences(SparseInferenceAlgorithm algorithm, bool nonNegative)
    {
        const int Dimension = 12;
        const float Step = 0.02f;
        var energy = Create(SparseReference.Atoms(30, Dimension, 11), Dimension, 0.3f, nonNegative, algorithm, tolerance: 1e-6f, maximumIterations: 50_000);
        var row = Rows.Normals(Dimension, 12);
        float[] value = new float[1], gradient = new float[Dimension], around = new float[2];
        energy.Gradient(row, value, gradient);
        for (var j = 0; j < Dimension; j++)
        {
            float[] pair = [.. row, .. row];
            pair[j] += Step;
            pair[Dimension + j] -= Step;
            energy.Energy(pair, around);
            gradient[j].Should().BeApproximately(((double)around[0] - around[1]) / (pair[j] - pair[Dimension + j]), 1e-3);
        }
    }

    [Fact]
    public void AGapIsReportedWhereStepsRunOut()
    {
        const int Dimension = 30;
        var dictionary = SparseReference.Atoms(80, Dimension, 13);
        var row = Rows.Normals(Dimension, 14);
        var energy = Create(dictionary, Dimension, 0.05f, algorithm: SparseInferenceAlgorithm.Fista, maximumIterations: 5);
        var value = new float[1];
        var search = new LatentSearch[1];
        energy.Infer(row, value, default, default, search);
        var least = SparseReference.Energy(row, dictionary, SparseReference.Solve(row, dictionary, 0.05, false), 0.05);
        search[0].Converged.Should().BeFalse();
        search[0].Iterations.Should().Be(5);
        value[0].Should().BeInRange(least * 1.0001, least + search[0].Gap);
    }

    [Theory]
    [InlineData(SparseInferenceAlgorithm.CoordinateDescent)]
    [InlineData(SparseInferenceAlgorithm.Fista)]
    public void HardDictionariesAndRowsHaveAnswers(SparseInferenceAlgorithm algorithm)
    {
        // An atom twice, one that is nothing, and one that is short.
        float[] dictionary = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0.5f, 0];
        var energy = Create(dictionary, 3, 0.1f, algorithm: algorithm, tolerance: 1e-6f);
        float[] rows = [0, 0, 0, 2, 0, 0, 0, 3, 4, 1e-20f, 0, 0];
        float[] energies = new float[4], codes = new float[16];
        var searches = new LatentSearch[4];
        energy.Infer(rows, energies, codes, default, searches);
        searches.Should().OnlyContain(s => s.Converged);
        energies[0].Should().Be(0);
        energies[1].Should().BeApproximately(0.005 + (0.1 * 1.9), 1e-6);
        (codes[4] + codes[5]).Should().BeApproximately(1.9, 1e-5);
        codes[11].Should().BeApproximately(5.6, 1e-3);
        energies[2].Should().BeApproximately(8 + (0.5 * 0.04) + 0.56, 1e-5);
        codes.Skip(12).Should().OnlyContain(z => z == 0);

        // What overflows is never a number that looks right.
        energy.Energy([3e38f, 3e38f, 3e38f], energies.AsSpan(0, 1));
        float.IsFinite(energies[0]).Should().BeFalse();
    }

    internal static SparseCodingEnergy Create(
        float[] atoms, int dimension, float sparsity, bool nonNegative = false, SparseInferenceAlgorithm algorithm = SparseInferenceAlgorithm.CoordinateDescent,
        float tolerance = (float)SparseCodingEstimator.Defaults.InferenceTolerance, int maximumIterations = SparseCodingEstimator.Defaults.InferenceIterations)
        => new(atoms, atoms.Length / dimension, dimension, new SparseInference(sparsity, nonNegative, algorithm, tolerance, maximumIterations));

    private static double SquaredNorm(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (var value in row)
            sum += (double)value * value;
        return sum;
    }

    /// <summary>Proximal gradient steps without momentum, until the energy is at most the given one: how many it takes.</summary>
    private static int Ista(ReadOnlySpan<float> row, float[] atoms, double sparsity, double energy)
    {
        var dimension = row.Length;
        var code = new double[atoms.Length / dimension];
        // The same step size: by the largest eigenvalue.
        double[] direction = [.. code.Select((_, k) => 1.0 + (k % 7))];
        double curvature = 0;
        for (var i = 0; i < 2000; i++)
        {
            var product = Products(atoms, Decode(atoms, direction, dimension));
            curvature = Math.Sqrt(product.Sum(p => p * p));
            direction = [.. product.Select(p => p / curvature)];
        }

        for (var step = 1; ; step++)
        {
            if (step == 1_000_000)
                throw new InvalidOperationException("ISTA does not converge.");
            var residual = Decode(atoms, code, dimension);
            for (var j = 0; j < dimension; j++)
                residual[j] = row[j] - residual[j];
            var products = Products(atoms, residual);
            for (var k = 0; k < code.Length; k++)
                code[k] = SparseReference.Shrink(code[k] + (products[k] / curvature), sparsity / curvature, false);
            if (SparseReference.Energy(row, atoms, code, sparsity) <= energy)
                return step;
        }
    }

    private static double[] Decode(float[] atoms, double[] code, int dimension)
    {
        var sum = new double[dimension];
        for (var k = 0; k < code.Length; k++)
        {
            for (var j = 0; j < dimension; j++)
                sum[j] += code[k] * atoms[(k * dimension) + j];
        }
        return sum;
    }

    private static double[] Products(float[] atoms, double[] vector)
        => [.. atoms.Chunk(vector.Length).Select(atom => atom.Select((value, j) => value * vector[j]).Sum())];
}
