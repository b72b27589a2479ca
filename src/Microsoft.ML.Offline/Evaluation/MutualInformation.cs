namespace Microsoft.ML.Data;

/// <summary>Counts of rows by cluster and label.</summary>
internal sealed class MutualInformation
{
    private readonly Dictionary<(int Cluster, int Label), long> _joint = [];

    public void Add(int cluster, int label) => _joint[(cluster, label)] = _joint.GetValueOrDefault((cluster, label)) + 1;

    /// <summary>I(C; L) / H(L), the share of the labels that the clusters tell: between 0 and 1; NaN when all rows share a label.</summary>
    public double Normalized()
    {
        var total = (double)_joint.Values.Sum();
        var joint = Entropy(_joint.Values, total);
        var cluster = Entropy(_joint.GroupBy(c => c.Key.Cluster, (_, group) => group.Sum(c => c.Value)), total);
        var label = Entropy(_joint.GroupBy(c => c.Key.Label, (_, group) => group.Sum(c => c.Value)), total);
        return (cluster + label - joint) / label;
    }

    private static double Entropy(IEnumerable<long> counts, double total) => -counts.Sum(count => count / total * Math.Log(count / total));
}
