using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class RowsToChosenTests
{
    private const int Count = 900;
    private const int Clusters = 25;

    [Theory]
    [InlineData(2, 5, false)]
    [InlineData(10, 8, false)]
    [InlineData(17, 1, true)]
    public void DrawsAndChoicesAreThoseOfAllDistances(int dimension, int blobs, bool weighted)
    {
        var rows = KMeansTrainingTests.Blobs(31, Count, dimension, blobs);
        var weights = Enumerable.Range(0, Count).Select(i => weighted ? i % 4 : 1f).ToArray();
        var data = new TrainingRows(TrainingData.InMemory(rows, dimension, weighted ? weights : default), new KMeansEnergyEstimator.Options { NumberOfPrototypes = Clusters });
        var nearest = new RowsToChosen(data, Clusters);
        var stream = new RandomStream(32, RandomPurpose.RowOrder);
        var energies = Enumerable.Repeat(1.0, Count).ToArray();
        for (var z = 0; z < Clusters; z++)
        {
            var drawn = new int[12];
            for (var c = 0; c < drawn.Length; c++)
            {
                var u = stream.Uniform((z * drawn.Length) + c);
                drawn[c] = nearest.Draw(u);
                drawn[c].Should().Be(Cumulated(energies, weights, u));
            }

            var best = 0;
            if (z > 0)
            {
                var left = drawn.Select(row => Enumerable.Range(0, Count).Sum(i => weights[i] * Math.Min(energies[i], Energy(rows, i, row, dimension)))).ToArray();
                best = nearest.Best(drawn);
                left[best].Should().BeApproximately(left.Min(), left.Min() * 1e-6);
            }
            nearest.Choose(drawn[best]);
            for (var i = 0; i < Count; i++)
                energies[i] = Math.Min(z == 0 ? double.PositiveInfinity : energies[i], Energy(rows, i, drawn[best], dimension));
        }
    }

    [Fact]
    public void WithoutEnergyAnyRowOfPositiveWeightIsDrawn()
    {
        float[] rows = [3, 3, 3, 3];
        var data = new TrainingRows(TrainingData.InMemory(rows, 1, new float[] { 0, 1, 3, 0 }), new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3 });
        var nearest = new RowsToChosen(data, 3);
        nearest.Choose(1);
        new[] { 0.1, 0.3, 0.7, 0.999 }.Select(nearest.Draw).ShouldEqual([1, 2, 2, 2]);
    }

    private static int Cumulated(double[] energies, float[] weights, double u)
    {
        var left = u * Enumerable.Range(0, Count).Sum(i => weights[i] * energies[i]);
        var row = -1;
        do
        {
            row++;
            left -= weights[row] * energies[row];
        }
        while (left >= 0);
        return row;
    }

    private static double Energy(float[] rows, int i, int other, int dimension)
        => Enumerable.Range(0, dimension).Sum(j => Math.Pow((double)rows[(i * dimension) + j] - rows[(other * dimension) + j], 2));
}
