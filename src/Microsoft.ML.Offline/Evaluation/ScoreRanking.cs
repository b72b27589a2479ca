namespace Microsoft.ML.Data;

/// <summary>Scores of positive and negative rows, the higher the more positive.</summary>
internal sealed class ScoreRanking
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];
    private readonly List<(bool IsPositive, float Score)> _rows = [];

    public void Add(bool isPositive, float score)
    {
        (isPositive ? _positives : _negatives).Add(score);
        _rows.Add((isPositive, score));
    }

    /// <summary>P(positive above negative) + ½ P(equal).</summary>
    public double AreaUnderRocCurve()
    {
        if (_positives.Count == 0)
            throw new ArgumentOutOfRangeException("PosSample", "AUC is not defined when there is no positive class in the data");
        if (_negatives.Count == 0)
            throw new ArgumentOutOfRangeException("NegSample", "AUC is not defined when there is no negative class in the data");

        var negatives = _negatives.Order().ToArray();
        var won = 0.0;
        foreach (var score in _positives)
            won += 0.5 * (CountBelow(negatives, score, orEqual: false) + CountBelow(negatives, score, orEqual: true));

        return won / ((double)_positives.Count * negatives.Length);
    }

    /// <summary>
    /// The share of positives found by the highest threshold that lets so many negatives through: those before one more
    /// negative. Of equal scores the later row comes first.
    /// </summary>
    public double DetectionRate(int falsePositiveCount)
    {
        var (found, passed) = (0, 0);
        foreach (var (isPositive, _) in Enumerable.Reverse(_rows).OrderByDescending(row => row.Score))
        {
            if (isPositive)
                found++;
            else if (++passed > falsePositiveCount)
                break;
        }

        return found / (double)_positives.Count;
    }

    private static int CountBelow(float[] sorted, float score, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < score || (orEqual && sorted[middle] == score))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
