using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PredictsOneObjectAtATime()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Point, Copied>(Copier());

        Assert.Equal([1f, 1.5f, -1f], engine.Predict(Point.Make(2)[1]).Copy);
        Assert.Equal([0f, 0.5f, 0f], engine.Predict(Point.Make(2)[0]).Copy);
        Assert.NotNull(engine.OutputSchema.GetColumnOrNull("Copy"));
    }

    [Fact]
    public void FillsAGivenObjectWithoutAllocating()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Point, Copied>(Copier());
        var points = Point.Make(100);
        var prediction = new Copied();
        engine.Predict(points[0], ref prediction);
        engine.Predict(points[1], ref prediction);

        var array = prediction.Copy;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            engine.Predict(points[i], ref prediction);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100);
        Assert.Same(array, prediction.Copy);
        Assert.Equal([99f, 99.5f, -99f], prediction.Copy);
    }

    [Fact]
    public void PredictionsAreSeparateObjects()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Point, Copied>(Copier());
        var first = engine.Predict(Point.Make(2)[0]);
        var second = engine.Predict(Point.Make(2)[1]);

        Assert.NotSame(first.Copy, second.Copy);
        Assert.Equal([0f, 0.5f, 0f], first.Copy);
    }

    [Fact]
    public void MissingOutputColumnIsAnErrorOnlyWhenAsked()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Point, WithExtra>(Copier());
        Assert.Equal(5f, engine.Predict(Point.Make(1)[0]).Extra);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Model.CreatePredictionEngine<Point, WithExtra>(Copier(), ignoreMissingColumns: false));
        Assert.Contains("Extra", error.Message);
    }

    [Fact]
    public void SchemaOfTheDataGivesTheSizes()
    {
        var data = _ml.Data.LoadFromEnumerable(Point.Make(3));
        using var engine = _ml.Model.CreatePredictionEngine<Sizeless, Copied>(Copier(), _ml.Transforms.DropColumns("Name", "Group").Fit(data).Transform(data).Schema);

        Assert.Equal([3f, 4f, 5f], engine.Predict(new Sizeless { Features = [3, 4, 5] }).Copy);
        Assert.Equal(3, Assert.IsType<VectorDataViewType>(engine.OutputSchema["Copy"].Type).Size);
        Assert.Contains("Name", Assert.Throws<InvalidOperationException>(
            () => _ml.Model.CreatePredictionEngine<Sizeless, Copied>(Copier(), data.Schema)).Message);
    }

    [Fact]
    public void VectorWithoutASizeIsRefusedWhereOneIsNeeded()
    {
        var normalizer = _ml.Transforms.NormalizeMinMax("Copy", "Features").Fit(_ml.Data.LoadFromEnumerable(Point.Make(3)));

        Assert.ThrowsAny<Exception>(() => _ml.Model.CreatePredictionEngine<Sizeless, Copied>(normalizer));
    }

    private ITransformer Copier() =>
        _ml.Transforms.CopyColumns("Copy", "Features").Fit(_ml.Data.LoadFromEnumerable(Point.Make(3)));

    private sealed class Copied
    {
        public float[] Copy { get; set; } = [];
    }

    private sealed class WithExtra
    {
        public float[] Copy { get; set; } = [];

        public float Extra { get; set; } = 5;
    }

    private sealed class Sizeless
    {
        public float[] Features { get; set; } = [];
    }
}
