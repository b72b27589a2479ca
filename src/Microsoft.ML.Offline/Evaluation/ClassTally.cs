namespace Microsoft.ML.Data;

/// <summary>What is counted of rows that are scored for each class.</summary>
internal sealed class ClassTally
{
    // In float32, as the scores are: no row costs more than 34.5 nats.
    private const double LowestProbability = 1e-15f;

    private readonly int _topCount;
    private readonly long[][] _counts;
    private readonly double[] _logLosses;
    private readonly long[] _ranks;
    private double _logLoss;
    private long _rowCount;

    public ClassTally(int classCount, int topCount)
    {
        // A label without a score ranks after all classes, so there is one rank more than there are classes.
        if (topCount > classCount + 1)
            throw new ArgumentOutOfRangeException("topKPredictionCount", topCount, $"Must be at most {classCount + 1} for {classCount} classes");

        _topCount = topCount;
        _counts = [.. Enumerable.Range(0, classCount).Select(_ => new long[classCount])];
        _logLosses = new double[classCount];
        _ranks = new long[classCount + 1];
    }

    public int ClassCount => _counts.Length;

    /// <summary>Adds a row; a label of <see cref="ClassCount"/> or more is one that has no score.</summary>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        var isKnown = label < ClassCount;
        var loss = -Math.Log(isKnown ? Math.Clamp(scores[label], LowestProbability, 1) : LowestProbability);
        _rowCount++;
        _logLoss += loss;
        _ranks[isKnown ? Rank(label, scores) : ClassCount]++;
        if (!isKnown)
            return;

        _logLosses[label] += loss;
        _counts[label][IndexOfMax(scores)]++;
    }

    public MulticlassClassificationMetrics ToMetrics(string[]? classNames)
    {
        var correct = Enumerable.Range(0, ClassCount).Select(c => _counts[c][c]).ToArray();
        var actual = _counts.Select(row => row.Sum()).ToArray();
        var recalls = Enumerable.Range(0, ClassCount).Where(c => actual[c] > 0).Select(c => correct[c] / (double)actual[c]).ToArray();
        var logLoss = ConfusionMatrix.Ratio(_logLoss, _rowCount);
        var entropy = Entropy(actual);
        return new MulticlassClassificationMetrics(new ConfusionMatrix(_counts, classNames))
        {
            MicroAccuracy = ConfusionMatrix.Ratio(correct.Sum(), _rowCount),
            MacroAccuracy = ConfusionMatrix.Ratio(recalls.Sum(), recalls.Length),
            LogLoss = logLoss,
            LogLossReduction = (entropy - logLoss) / entropy,
            PerClassLogLoss = [.. Enumerable.Range(0, ClassCount).Select(c => ConfusionMatrix.Ratio(_logLosses[c], actual[c]))],
            TopKPredictionCount = _topCount,
            TopKAccuracyForAllK = _topCount == 0 ? null : [.. TopAccuracies()],
        };
    }

    // −Σ p ln p, the log-loss of a prediction that always gives the shares of the classes. It is −0 for one class alone, so
    // that a loss is an infinite reduction there, as in ML.NET.
    private double Entropy(long[] actual) =>
        -actual.Where(count => count > 0).Select(count => count / (double)_rowCount).Sum(p => p * Math.Log(p));

    // NaN without rows.
    private IEnumerable<double> TopAccuracies()
    {
        var found = 0L;
        for (var k = 0; k < _topCount; k++)
        {
            found += _ranks[k];
            yield return found / (double)_rowCount;
        }
    }

    // The number of classes that come before one in the order of their scores, which keeps equal ones as they stand.
    private static int Rank(int label, ReadOnlySpan<float> scores)
    {
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label))
                rank++;
        }

        return rank;
    }

    private static int IndexOfMax(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        return best;
    }
}
