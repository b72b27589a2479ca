using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Doubles;

namespace Microsoft.ML.Offline.Tests.Chains;

public class EstimatorChainTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void EachEstimatorLearnsFromTheTransformedData()
    {
        var model = new ShiftEstimator("Y", "X").Append(new ShiftEstimator("Z", "Y")).Fit(Number.View(_ml, 1, 3));

        // The mean of X is 2, so Y = X + 2 with mean 4, and Z = Y + 4.
        Assert.Equal(4, model.LastTransformer.Amount);
        Assert.Equal([7f, 9f], model.Transform(Number.View(_ml, 1, 3)).GetColumn<float>("Z"));
    }

    [Fact]
    public void SchemaErrorsComeBeforeAnyFit()
    {
        var calls = new List<string>();
        var chain = new ShiftEstimator("Y", "X", calls).Append(new ShiftEstimator("Z", "Nope", calls));

        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Number.View(_ml, 1)));
        Assert.Equal(["GetOutputSchema Y", "GetOutputSchema Z"], calls);
    }

    [Fact]
    public void ACheckpointReadsTheSourceOnceForAllThatFollows()
    {
        var rows = 0;
        IEnumerable<Number> Count()
        {
            foreach (var x in new float[] { 1, 2, 3 })
            {
                rows++;
                yield return new Number { X = x };
            }
        }

        var plain = new ShiftEstimator("Y", "X").Append(new ShiftEstimator("Z", "Y")).Append(new ShiftEstimator("W", "Y"));
        plain.Fit(_ml.Data.LoadFromEnumerable(Count()));
        Assert.Equal(9, rows);

        rows = 0;
        var cached = new ShiftEstimator("Y", "X").AppendCacheCheckpoint(_ml).Append(new ShiftEstimator("Z", "Y")).Append(new ShiftEstimator("W", "Y"));
        var model = cached.Fit(_ml.Data.LoadFromEnumerable(Count()));
        Assert.Equal(6, rows);
        Assert.Equal(3, model.Count());
    }

    [Fact]
    public void ACheckpointNeedsAnEstimatorAndTwiceIsOnce()
    {
        var empty = new EstimatorChain<ITransformer>();
        var once = new ShiftEstimator("Y", "X").AppendCacheCheckpoint(_ml);

        Assert.Throws<InvalidOperationException>(() => empty.AppendCacheCheckpoint(_ml));
        Assert.Same(once, once.AppendCacheCheckpoint(_ml));
    }

    [Fact]
    public void AnEmptyChainLeavesTheDataAlone()
    {
        var data = Number.View(_ml, 1);
        var model = new EstimatorChain<ITransformer>().Fit(data);

        Assert.Same(data, model.Transform(data));
        Assert.Null(model.LastTransformer);
    }

    [Fact]
    public void TheDelegateGetsWhatWasLearnt()
    {
        Shift? learnt = null;
        var estimator = new ShiftEstimator("Y", "X").WithOnFitDelegate(t => learnt = t);
        var fitted = estimator.Fit(Number.View(_ml, 2, 4));

        Assert.Same(fitted, learnt);
        Assert.Equal(3, learnt!.Amount);
        Assert.Equal(["X", "Y"], estimator.GetOutputSchema(SchemaShape.Create(Number.View(_ml).Schema)).Select(c => c.Name));
    }

    [Fact]
    public void ScopesReachTheTransformers()
    {
        var model = new EstimatorChain<ITransformer>()
            .Append(new ShiftEstimator("Y", "X"))
            .Append(new ShiftEstimator("Z", "X"), TransformerScope.TrainTest)
            .Fit(Number.View(_ml, 1));

        Assert.Equal(2, model.Count());
        Assert.Single(model.GetModelFor(TransformerScope.Scoring));
        Assert.Equal(2, model.GetModelFor(TransformerScope.Testing).Count());
    }
}
