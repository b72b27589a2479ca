namespace Microsoft.ML.Data;

/// <summary>Centres of clusters from a first pass over their rows, scatter about them from a second.</summary>
internal sealed class ClusterSeparation(int clusterCount, int featureCount)
{
    private readonly double[][] _sums = [.. Enumerable.Range(0, clusterCount).Select(_ => new double[featureCount])];
    private readonly long[] _counts = new long[clusterCount];
    private readonly double[] _distances = new double[clusterCount];
    private readonly long[] _visits = new long[clusterCount];

    public void AddToCentre(int cluster, ReadOnlySpan<float> features)
    {
        _counts[cluster]++;
        var sum = _sums[cluster];
        for (var i = 0; i < sum.Length; i++)
            sum[i] += features[i];
    }

    public void AddToScatter(int cluster, ReadOnlySpan<float> features)
    {
        _visits[cluster]++;
        var sum = _sums[cluster];
        var squared = 0.0;
        for (var i = 0; i < sum.Length; i++)
        {
            var difference = features[i] - (sum[i] / _counts[cluster]);
            squared += difference * difference;
        }

        _distances[cluster] += Math.Sqrt(squared);
    }

    /// <summary>
    /// The Davies-Bouldin index: the mean over clusters i of max over j ≠ i of (Sᵢ + Sⱼ) / Mᵢⱼ, S the mean distance to the
    /// centre and M the distance of centres. Clusters without rows are left out; 0 with fewer than two.
    /// </summary>
    public double DaviesBouldinIndex()
    {
        if (!_visits.AsSpan().SequenceEqual(_counts))
            throw new InvalidOperationException("The second pass over the data did not give the rows of the first: a view must be repeatable.");

        var filled = Enumerable.Range(0, _counts.Length).Where(c => _counts[c] > 0).ToArray();
        if (filled.Length < 2)
            return 0;

        var centres = filled.ToDictionary(c => c, c => _sums[c].Select(s => s / _counts[c]).ToArray());
        return filled.Average(i => filled.Where(j => j != i).Max(j =>
            ((_distances[i] / _counts[i]) + (_distances[j] / _counts[j])) / Distance(centres[i], centres[j])));
    }

    private static double Distance(double[] left, double[] right) => Math.Sqrt(left.Zip(right, (l, r) => (l - r) * (l - r)).Sum());
}
