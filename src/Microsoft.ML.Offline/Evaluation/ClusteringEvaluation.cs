namespace Microsoft.ML.Data;

/// <summary>Reads the columns of one evaluation of clusters; the cluster of a row is the one of the lowest score.</summary>
internal sealed class ClusteringEvaluation
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _score;
    private readonly DataViewSchema.Column? _label;
    private readonly DataViewSchema.Column? _features;

    public ClusteringEvaluation(IDataView data, string? label, string score, string? features)
    {
        _data = data;
        _score = EvaluationColumns.SingleVector(data.Schema, "Score", score);
        _label = label is null ? null : EvaluationColumns.Class(data.Schema, "Label", label);
        _features = features is null ? null : EvaluationColumns.SingleVector(data.Schema, "Feature", features);
    }

    public ClusteringMetrics Run()
    {
        var separation = _features is { } features ? new ClusterSeparation(SizeOf(_score), SizeOf(features)) : null;
        var information = _label is null ? null : new MutualInformation();
        var (sum, count) = (0.0, 0L);
        Read((cluster, distance, label, row) =>
        {
            if (cluster < 0)
                return;

            sum += distance;
            count++;
            information?.Add(cluster, label);
            separation?.AddToCentre(cluster, row);
        });

        if (separation is not null)
            Read((cluster, _, _, row) =>
            {
                if (cluster >= 0)
                    separation.AddToScatter(cluster, row);
            });

        return new ClusteringMetrics(
            sum / count,
            information?.Normalized() ?? double.NaN,
            separation?.DaviesBouldinIndex() ?? 0);
    }

    // The cluster is -1 where a score is not finite.
    private delegate void RowAction(int cluster, double distance, int label, ReadOnlySpan<float> features);

    private void Read(RowAction action)
    {
        using var cursor = _data.GetRowCursor(new[] { _score, _label, _features }.OfType<DataViewSchema.Column>().DistinctBy(c => c.Index));
        var scoreGetter = cursor.GetGetter<VBuffer<float>>(_score);
        var labelReader = _label is { } label ? EvaluationColumns.ClassReader(cursor, label) : () => 0;
        var featureGetter = _features is { } column ? cursor.GetGetter<VBuffer<float>>(column) : null;
        var scores = new float[SizeOf(_score)];
        var features = new float[_features is { } f ? SizeOf(f) : 0];
        var buffer = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            scoreGetter(ref buffer);
            buffer.CopyTo(scores);
            if (featureGetter is not null)
            {
                featureGetter(ref buffer);
                buffer.CopyTo(features);
            }

            var cluster = !Array.TrueForAll(scores, float.IsFinite) ? -1 : scores.AsSpan().IndexOf(scores.Min());
            action(cluster, cluster < 0 ? double.NaN : scores[cluster], labelReader(), features);
        }
    }

    private static int SizeOf(DataViewSchema.Column column) => ((VectorDataViewType)column.Type).Size;
}
