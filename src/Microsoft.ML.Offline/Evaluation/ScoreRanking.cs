namespace Microsoft.ML.Data;

/// <summary>Scores of positive and negative rows, the higher the more positive.</summary>
internal sealed class ScoreRanking
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];

    public void Add(bool isPositive, float score) => (isPositive ? _positives : _negatives).Add(score);

    /// <summary>P(positive above negative) + ½ P(equal).</summary>
    public double AreaUnderRocCurve()
    {
        if (_positives.Count == 0)
            throw new ArgumentOutOfRangeException("data", "AUC is not defined when there is no positive class in the data");
        if (_negatives.Count == 0)
            throw new ArgumentOutOfRangeException("data", "AUC is not defined when there is no negative class in the data");

        var negatives = _negatives.Order().ToArray();
        var won = 0.0;
        foreach (var score in _positives)
            won += 0.5 * (CountBelow(negatives, score, orEqual: false) + CountBelow(negatives, score, orEqual: true));

        return won / ((double)_positives.Count * negatives.Length);
    }

    /// <summary>The share of positives found before the k-th negative: those that score above it.</summary>
    public double DetectionRate(int falsePositiveCount)
    {
        // With fewer negatives than that, every threshold is low enough.
        if (_negatives.Count < falsePositiveCount)
            return 1;

        var threshold = _negatives.OrderDescending().ElementAt(falsePositiveCount - 1);
        return _positives.Count(score => score > threshold) / (double)_positives.Count;
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
