using Microsoft.ML;

namespace SelfSupervised_Digits;

/// <summary>Classifiers that see some labelled digits only: each is trained on a draw of them and judged by all test digits.</summary>
internal sealed class FewLabels(MLContext ml, int draws, int seed)
{
    /// <summary>The share of test digits recognized, for each draw of <paramref name="labels"/> digits.</summary>
    public Accuracy Judge(Contender contender, int labels)
    {
        var test = FeatureRow.Load(ml, contender.Features.Test);
        return new Accuracy(labels, [.. Enumerable.Range(0, draws).Select(draw =>
            ml.MulticlassClassification.Evaluate(Train(contender, labels, draw).Transform(test)).MicroAccuracy)]);
    }

    /// <summary>A classifier trained on one draw. The same digits are drawn for every contender, each digit as often as the others.</summary>
    public ITransformer Train(Contender contender, int labels, int draw = 0)
    {
        var classes = contender.Features.Training.GroupBy(r => r.Digit).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var random = new Random(unchecked((seed * 1000003) + (labels * 1009) + draw));
        FeatureRow[] rows = [.. classes.SelectMany((all, i) => Some(all, Share(labels, classes.Length, i), random))];
        return contender.Classifier().Fit(FeatureRow.Load(ml, rows));
    }

    private static FeatureRow[] Some(FeatureRow[] rows, int count, Random random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..Math.Min(count, shuffled.Length)];
    }

    private static int Share(int labels, int classes, int index) => (labels / classes) + (index < labels % classes ? 1 : 0);
}

/// <summary>What competes: features, and what makes a classifier for them.</summary>
internal sealed record Contender(string Name, Representation Features, Func<IEstimator<ITransformer>> Classifier);

/// <summary>How many test digits were recognized with so many labels, a share for each draw.</summary>
internal sealed record Accuracy(int Labels, double[] Draws)
{
    public double Mean => Draws.Average();

    /// <summary>How far the mean may be off: its standard error.</summary>
    public double Error => Draws.Length < 2 ? 0 : Math.Sqrt(Draws.Sum(d => (d - Mean) * (d - Mean)) / (Draws.Length - 1) / Draws.Length);
}
