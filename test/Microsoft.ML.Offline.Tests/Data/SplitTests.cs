using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class SplitTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void TrainTestSplitIsAPartition(double fraction)
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(2000));
        var split = _ml.Data.TrainTestSplit(view, fraction, seed: 4);
        var train = Read.Column<string>(split.TrainSet, "Name");
        var test = Read.Column<string>(split.TestSet, "Name");

        Assert.Equal(Point.Make(2000).Select(p => p.Name).Order(), train.Concat(test).Order());

        // Five standard deviations of a binomial count.
        Assert.InRange(test.Count, (2000 * fraction) - (5 * Math.Sqrt(2000 * fraction * (1 - fraction))), (2000 * fraction) + (5 * Math.Sqrt(2000 * fraction * (1 - fraction))));
    }

    [Fact]
    public void OneSeedGivesOneSplit()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(300));
        var first = Read.Column<string>(_ml.Data.TrainTestSplit(view, 0.3, seed: 4).TestSet, "Name");

        Assert.Equal(first, Read.Column<string>(_ml.Data.TrainTestSplit(view, 0.3, seed: 4).TestSet, "Name"));
        Assert.NotEqual(first, Read.Column<string>(_ml.Data.TrainTestSplit(view, 0.3, seed: 5).TestSet, "Name"));
        Assert.Equal(
            Read.Column<string>(new MLContext(7).Data.TrainTestSplit(view, 0.3).TestSet, "Name"),
            Read.Column<string>(new MLContext(7).Data.TrainTestSplit(view, 0.3).TestSet, "Name"));
    }

    [Fact]
    public void RowsOfOneSamplingKeyStayTogether()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(700).Select(p => new Labelled { Name = p.Name, Owner = $"owner{p.Group}", Features = p.Features }));
        var split = _ml.Data.TrainTestSplit(view, 0.4, samplingKeyColumnName: "Owner", seed: 1);
        var train = Read.Column<string>(split.TrainSet, "Owner");
        var test = Read.Column<string>(split.TestSet, "Owner");

        Assert.Equal(700, train.Count + test.Count);
        Assert.Empty(train.Intersect(test));
    }

    [Fact]
    public void NumberCanBeTheSamplingKey()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(700));
        var split = _ml.Data.TrainTestSplit(view, 0.4, samplingKeyColumnName: "Group", seed: 1);
        var train = Read.Column<int>(split.TrainSet, "Group");
        var test = Read.Column<int>(split.TestSet, "Group");

        Assert.Equal(700, train.Count + test.Count);
        Assert.Empty(train.Intersect(test));
    }

    [Fact]
    public void EveryRowIsInOneTestFold()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(1000));
        var folds = _ml.Data.CrossValidationSplit(view, numberOfFolds: 4, seed: 9);
        var tests = folds.Select(f => Read.Column<string>(f.TestSet, "Name")).ToList();

        Assert.Equal(4, folds.Count);
        Assert.Equal(Point.Make(1000).Select(p => p.Name).Order(), tests.SelectMany(t => t).Order());
        Assert.All(tests, test => Assert.InRange(test.Count, 180, 320));
        for (var i = 0; i < 4; i++)
        {
            var train = Read.Column<string>(folds[i].TrainSet, "Name");
            Assert.Equal(1000 - tests[i].Count, train.Count);
            Assert.Empty(train.Intersect(tests[i]));
        }
    }

    [Fact]
    public void FoldsFollowTheSamplingKey()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(700).Select(p => new Labelled { Name = p.Name, Owner = $"owner{p.Group}", Features = p.Features }));
        var folds = _ml.Data.CrossValidationSplit(view, 3, "Owner", seed: 2);

        Assert.Equal(700, folds.Sum(f => Read.Column<string>(f.TestSet, "Name").Count));
        Assert.All(folds, f => Assert.Empty(Read.Column<string>(f.TrainSet, "Owner").Intersect(Read.Column<string>(f.TestSet, "Owner"))));
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(10));

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(view, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(view, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(view, 1));
        Assert.Contains("Nope", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(view, 0.1, "Nope")).Message);
    }

    private sealed class Labelled
    {
        public string Name { get; set; } = "";

        public string Owner { get; set; } = "";

        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
