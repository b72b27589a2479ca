using Microsoft.ML.Runtime;

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
        _score = EvaluationColumns.SingleVector(data.Schema, "score", score);
        _label = label is null ? null : EvaluationColumns.Class(data.Schema, "label", label);
        _features = features is null ? null : EvaluationColumns.SingleVector(data.Schema, "feature", features);
    }

    public ClusteringMetrics Run(IHostEnvironment env)
    {
        var separation = _features is { } features ? new ClusterSeparation(SizeOf(_score), SizeOf(features)) : null;
        var information = _label is null ? null : new MutualInformation();
        var (sum, count, skipped) = (0.0, 0L, 0L);
        Read((cluster, distance, label, row) =>
        {
            if (cluster < 0)
            {
                skipped++;
                return;
            }

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

        SkippedRows.Warn(env, "Clustering", skipped);
        return new ClusteringMetrics(
            sum / count,
            information?.Normalized() ?? double.NaN,
            separation?.DaviesBouldinIndex() ?? double.NaN);
    }

    // The cluster is -1 where a score is NaN.
    private delegate void RowAction(int cluster, double distance, double label, ReadOnlySpan<float> features);

    private void Read(RowAction action)
    {
        using var cursor = _data.GetRowCursor(new[] { _score, _label, _features }.OfType<DataViewSchema.Column>().DistinctBy(c => c.Index));
        var scoreGetter = cursor.GetGetter<VBuffer<float>>(_score);
        var labelReader = _label is { } label ? EvaluationColumns.ClassReader(cursor, label) : () => double.NaN;
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

            var cluster = Array.Exists(scores, float.IsNaN) ? -1 : scores.AsSpan().IndexOf(scores.Min());
            action(cluster, cluster < 0 ? double.NaN : scores[cluster], labelReader(), features);
        }
    }

    private static int SizeOf(DataViewSchema.Column column) => ((VectorDataViewType)column.Type).Size;
}
