using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

public sealed class ClusteringTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Two clusters of two points, at distance 1 from their centres (1, 0) and (11, 0).
    private static readonly Clustered[] TwoPairs =
    [
        new() { Score = [1, 121], Features = [0, 0], Label = 5, Class = 1 },
        new() { Score = [1, 81], Features = [2, 0], Label = 5, Class = 1 },
        new() { Score = [81, 1], Features = [10, 0], Label = 7, Class = 2 },
        new() { Score = [121, 1], Features = [12, 0], Label = 7, Class = 2 },
    ];

    [Fact]
    public void AverageDistanceIsTheMeanOfTheLowestScores()
    {
        var data = _ml.Data.LoadFromEnumerable(new Clustered[] { new() { Score = [4, 9], Features = [0, 0] }, new() { Score = [3, 0.5f], Features = [0, 0] } });

        Assert.Equal(2.25, _ml.Clustering.Evaluate(data).AverageDistance, 1e-9);
    }

    [Fact]
    public void DaviesBouldinIsScatterOverSeparation()
    {
        var metrics = _ml.Clustering.Evaluate(_ml.Data.LoadFromEnumerable(TwoPairs), featureColumnName: "Features");

        Assert.Equal((1 + 1) / 10.0, metrics.DaviesBouldinIndex, 1e-6);
        Assert.Equal(1, metrics.AverageDistance, 1e-9);
    }

    [Theory]
    [InlineData("Label")]
    [InlineData("Class")]
    public void ClustersThatAreTheLabelsHaveFullInformation(string label)
    {
        var metrics = _ml.Clustering.Evaluate(_ml.Data.LoadFromEnumerable(TwoPairs), label);

        Assert.Equal(1, metrics.NormalizedMutualInformation, 1e-9);
    }

    [Fact]
    public void ClustersThatAreIndependentOfTheLabelsHaveNone()
    {
        var rows = TwoPairs.Select((row, i) => new Clustered { Score = row.Score, Features = row.Features, Label = i % 2 });

        Assert.Equal(0, _ml.Clustering.Evaluate(_ml.Data.LoadFromEnumerable(rows), "Label").NormalizedMutualInformation, 1e-9);
    }

    [Fact]
    public void AMissingColumnIsRefused()
    {
        var data = _ml.Data.LoadFromEnumerable(TwoPairs);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Clustering.Evaluate(data, scoreColumnName: "Nope"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Clustering.Evaluate(data, labelColumnName: "Nope"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Clustering.Evaluate(data, featureColumnName: "Nope"));
    }

    [Fact]
    public void CrossValidationScoresEachRowOnce()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new Clustered { Score = [i, 100], Features = [i, 0] });
        var estimator = _ml.Transforms.CopyColumns("Copy", "Score");

        var folds = _ml.Clustering.CrossValidate(_ml.Data.LoadFromEnumerable(rows), estimator, numberOfFolds: 3, seed: 1);

        Assert.Equal([0, 1, 2], folds.Select(f => f.Fold));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (float)i), folds.SelectMany(f => f.ScoredHoldOutSet.GetColumn<float[]>("Copy")).Select(s => s[0]).Order());
        Assert.All(folds, f => Assert.Equal(f.ScoredHoldOutSet.GetColumn<float[]>("Score").Average(s => s[0]), f.Metrics.AverageDistance, 1e-4));
        Assert.All(folds, f => Assert.NotNull(f.Model.GetOutputSchema(_ml.Data.LoadFromEnumerable(rows).Schema).GetColumnOrNull("Copy")));
    }

    public sealed class Clustered
    {
        [VectorType(2)]
        public float[] Score { get; set; } = [];

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        [KeyType(2)]
        public uint Class { get; set; }
    }
}
