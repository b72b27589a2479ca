using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.NearestNeighbor;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.NearestNeighbor;

public class IncompleteNeighborTests
{
    private const float NaN = float.NaN;

    private static readonly float[] Points = [0, 0, NaN, NaN, 1, 1, 3, NaN, 5, 4, 4, 4];

    [Fact]
    public void DistancesAreOverWhatBothHaveTimesItsShare()
    {
        var energy = new NearestNeighborEnergy(Points, [], 3, 4, NeighborAggregation.FreeEnergy, 1, MissingValues.Learn);
        var neighbors = new int[4];
        var distances = new float[4];
        // scikit-learn's nan_euclidean_distances, squared: 3·1, 3·4, 3/2·(4 + 36) and 3/2·(9 + 25).
        energy.FindNeighbors([1, NaN, -1], neighbors, distances);
        neighbors.Should().Equal(0, 1, 3, 2);
        distances.Should().Equal(3, 12, 51, 60);
        energy.FindNeighbors([NaN, 2, NaN], neighbors, distances);
        neighbors.Should().Equal(1, 0, 3, 2);
        distances.Should().Equal(3, 12, 12, float.PositiveInfinity);
        energy.FindNeighbors([NaN, NaN, NaN], neighbors, distances);
        neighbors.Should().Equal(-1, -1, -1, -1);
    }

    [Theory]
    [InlineData(NeighborAggregation.FreeEnergy, 0.2f)]
    [InlineData(NeighborAggregation.KthDistance, float.PositiveInfinity)]
    public void SharesSumToTheEnergyAndItsGradientIsItsSlope(NeighborAggregation aggregation, float beta)
    {
        var energy = new NearestNeighborEnergy(Points, [], 3, 3, aggregation, beta, MissingValues.Learn);
        foreach (var row in new float[][] { [1.3f, NaN, 1.9f], [1.3f, 2.2f, 1.9f] })
        {
            float[] energies = new float[1], shares = new float[3], gradient = new float[3], around = new float[2];
            energy.Gradient(row, energies, gradient);
            energy.FeatureEnergy(row, shares);
            shares.Sum().Should().BeApproximately(energies[0], 1e-4f);
            energy.Energy([row[0] + 1e-2f, row[1], row[2], row[0] - 1e-2f, row[1], row[2]], around);
            gradient[0].Should().BeApproximately((around[0] - around[1]) / 2e-2f, 1e-2f);
            if (float.IsNaN(row[1]))
                (shares[1], gradient[1]).Should().Be((0, 0));
        }
    }

    [Fact]
    public void AnUnobservedValueComesFromTheNearestRowsThatHaveIt()
    {
        var energy = new NearestNeighborEnergy(Points, [], 3, 2, NeighborAggregation.KthDistance, float.PositiveInfinity, MissingValues.Learn);
        float[] answer = new float[3], energies = new float[1];
        energy.Complete([0, NaN, NaN], answer, energies, out _).Should().Be(1);
        // The second value from rows 0 and 3, the third from rows 2 and 3: row 1 has no first value, and none in common.
        answer.Should().Equal(0, 2, 4.5f);
    }

    [Theory]
    [InlineData(NeighborAggregation.FreeEnergy)]
    [InlineData(NeighborAggregation.KthDistance)]
    public void OfWideRowsThoseThatAreIncompleteTeachTheMost(NeighborAggregation aggregation)
    {
        // Twelve features of two causes, a fifth of the cells missing: one row in fifteen is complete.
        const int Count = 400, Width = 12;
        float[] causes = Rows.Normals(2 * Count, seed: 3), noise = Rows.Normals(Count * Width, seed: 4);
        var random = new Random(5);
        var truth = new float[Count][];
        var holed = new float[Count][];
        for (var i = 0; i < Count; i++)
        {
            truth[i] = [.. Enumerable.Range(0, Width).Select(j => (causes[2 * i] * MathF.Cos(j)) + (causes[(2 * i) + 1] * MathF.Sin(j)) + (0.1f * noise[(i * Width) + j]))];
            holed[i] = [.. truth[i].Select(value => random.Next(5) == 0 ? NaN : value)];
        }
        holed.Count(row => !row.Contains(NaN)).Should().BeInRange(5, 60);
        var error = new[] { MissingValues.Learn, MissingValues.Skip }.Select(missing => Error(missing, aggregation, holed, truth)).ToArray();
        error[0].Should().BeLessThan(0.8 * error[1]);
    }

    private static double Error(MissingValues missing, NeighborAggregation aggregation, float[][] holed, float[][] truth)
    {
        var ml = new MLContext(seed: 1);
        var view = TestData.Rows(ml, holed);
        var model = ml.EnergyBased().NearestNeighbor(new NearestNeighborEnergyEstimator.Options { NumberOfNeighbors = 5, Aggregation = aggregation, MissingValues = missing }).Fit(view);
        var completed = ml.EnergyBased().Completion(model).Fit(view).Transform(view).GetColumn<float[]>("Completed").ToArray();
        return holed.SelectMany((row, i) => row.Select((value, j) => float.IsNaN(value) ? Math.Pow(completed[i][j] - truth[i][j], 2) : 0)).Sum();
    }
}
