using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

/// <summary>Atoms of the plane that lean on each other: at a minimum two of them are active at most, so that all pairs can be tried.</summary>
public class SparseCoherentTests
{
    private const int Atoms = 18;
    private const int Count = 200;
    private const float Sparsity = 0.1f;

    [Theory]
    [InlineData(0.05, SparseInferenceAlgorithm.CoordinateDescent, false)]
    [InlineData(0.3, SparseInferenceAlgorithm.CoordinateDescent, false)]
    [InlineData(3.14, SparseInferenceAlgorithm.CoordinateDescent, false)]
    [InlineData(0.05, SparseInferenceAlgorithm.CoordinateDescent, true)]
    [InlineData(0.3, SparseInferenceAlgorithm.CoordinateDescent, true)]
    [InlineData(0.05, SparseInferenceAlgorithm.Fista, false)]
    [InlineData(0.3, SparseInferenceAlgorithm.Fista, true)]
    public void EverySearchEndsAtTheMinimumOverAllPairs(double spread, SparseInferenceAlgorithm algorithm, bool nonNegative)
    {
        var random = new Random(5);
        double[] angles = [.. Enumerable.Range(0, Atoms).Select(_ => 1 + (spread * random.NextDouble()))];
        float[] atoms = [.. angles.SelectMany(t => (float[])[(float)Math.Cos(t), (float)Math.Sin(t)])];
        float[] rows = [.. Rows.Normals(2 * Count, seed: 3).Select(x => 6 * x)];
        var energy = new SparseCodingEnergy(atoms, Atoms, 2, new SparseInference(Sparsity, nonNegative, algorithm, 1e-5f, 1000));

        var energies = new float[Count];
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, default, default, searches);
        for (var i = 0; i < Count; i++)
        {
            var least = LeastOverPairs(rows.AsSpan(2 * i, 2), atoms, nonNegative);
            var allowed = 1e-5 * 0.5 * ((rows[2 * i] * rows[2 * i]) + (rows[(2 * i) + 1] * rows[(2 * i) + 1]));
            searches[i].Converged.Should().BeTrue("row {0}: gap {1} after {2}", i, searches[i].Gap, searches[i].Iterations);
            energies[i].Should().BeInRange(least - (1e-6 * least), least + allowed + (1e-6 * least));
            // The gap that is told bounds what is left.
            (energies[i] - least).Should().BeInRange(-1e-6 * least, searches[i].Gap + (1e-6 * least));
        }
    }

    /// <summary>The least of E over codes with at most two atoms that are not 0, by the closed form for each pair of signs.</summary>
    private static double LeastOverPairs(ReadOnlySpan<float> row, float[] atoms, bool nonNegative)
    {
        var least = Energy(row, atoms, 0, 0, 0, 0);
        double[] signs = nonNegative ? [1] : [1, -1];
        for (var a = 0; a < Atoms; a++)
        {
            double aa = Dot(atoms, a, a), ay = (atoms[2 * a] * (double)row[0]) + (atoms[(2 * a) + 1] * (double)row[1]);
            foreach (var s in signs)
            {
                var alone = (ay - (Sparsity * s)) / aa;
                if (alone * s > 0)
                    least = Math.Min(least, Energy(row, atoms, a, alone, 0, 0));
                for (var b = 0; b < a; b++)
                {
                    double bb = Dot(atoms, b, b), ab = Dot(atoms, a, b), by = (atoms[2 * b] * (double)row[0]) + (atoms[(2 * b) + 1] * (double)row[1]);
                    var determinant = (aa * bb) - (ab * ab);
                    foreach (var t in signs)
                    {
                        double p = ay - (Sparsity * s), q = by - (Sparsity * t);
                        double x = ((bb * p) - (ab * q)) / determinant, z = ((aa * q) - (ab * p)) / determinant;
                        if (x * s > 0 && z * t > 0)
                            least = Math.Min(least, Energy(row, atoms, a, x, b, z));
                    }
                }
            }
        }
        return least;
    }

    private static double Dot(float[] atoms, int a, int b)
        => ((double)atoms[2 * a] * atoms[2 * b]) + ((double)atoms[(2 * a) + 1] * atoms[(2 * b) + 1]);

    private static double Energy(ReadOnlySpan<float> row, float[] atoms, int a, double x, int b, double z)
    {
        var first = row[0] - (x * atoms[2 * a]) - (z * atoms[2 * b]);
        var second = row[1] - (x * atoms[(2 * a) + 1]) - (z * atoms[(2 * b) + 1]);
        return (0.5 * ((first * first) + (second * second))) + (Sparsity * (Math.Abs(x) + Math.Abs(z)));
    }
}
