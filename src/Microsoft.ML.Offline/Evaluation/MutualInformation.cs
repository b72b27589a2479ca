namespace Microsoft.ML.Data;

/// <summary>Counts of rows by cluster and label.</summary>
internal sealed class MutualInformation
{
    private readonly Dictionary<(int Cluster, double Label), long> _joint = [];

    public void Add(int cluster, double label)
    {
        if (!double.IsNaN(label))
            _joint[(cluster, label)] = _joint.GetValueOrDefault((cluster, label)) + 1;
    }

    /// <summary>I(C; L) / √(H(C) H(L)), between 0 and 1; NaN when all rows share a cluster or a label.</summary>
    public double Normalized()
    {
        var total = (double)_joint.Values.Sum();
        var joint = Entropy(_joint.Values, total);
        var cluster = Entropy(_joint.GroupBy(c => c.Key.Cluster, (_, group) => group.Sum(c => c.Value)), total);
        var label = Entropy(_joint.GroupBy(c => c.Key.Label, (_, group) => group.Sum(c => c.Value)), total);
        return (cluster + label - joint) / Math.Sqrt(cluster * label);
    }

    private static double Entropy(IEnumerable<long> counts, double total) => -counts.Sum(count => count / total * Math.Log(count / total));
}
