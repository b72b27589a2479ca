using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>Energy and winner of 200,000 rows: through the cursor of a transformed view, and by the bare energy.</summary>
internal sealed class ScoreWork : Work
{
    public override string Name => "score";

    public override IReadOnlyList<int> Threads => [1, 2];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var rows = inputs.Clusters;
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(FeatureRow.Split(rows));
        var model = ml.EnergyBased().KMeans(KMeansWork.Options(inputs.Centers, 2)).Fit(ml.Data.TakeRows(view, 1000));
        var scored = model.Transform(view);
        var energies = new float[rows.Length / FeatureRow.Size];
        var winners = new int[energies.Length];
        Contest[] always =
        [
            Contest("one cursor", () =>
            {
                using var cursor = scored.GetRowCursor(Columns(scored));
                return Drain(cursor);
            }),
            Contest("the energy alone, 1 thread", () =>
            {
                model.Energy.Infer(rows, winners, energies);
                return energies[^1];
            }) with { Target = null },
        ];
        return threads == 1 ? always
            : [.. always, Contest($"a set of {threads} cursors", () =>
            {
                var cursors = scored.GetRowCursorSet(Columns(scored), threads);
                return Task.WhenAll(cursors.Select(c => Task.Run(() => Drain(c)))).Result.Sum();
            })];
    }

    private static IEnumerable<DataViewSchema.Column> Columns(IDataView view)
        => [view.Schema[nameof(ScoredRow.Energy)], view.Schema[nameof(ScoredRow.PredictedLabel)]];

    private static double Drain(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var getEnergy = cursor.GetGetter<float>(cursor.Schema[nameof(ScoredRow.Energy)]);
            var getLabel = cursor.GetGetter<uint>(cursor.Schema[nameof(ScoredRow.PredictedLabel)]);
            double sum = 0;
            var energy = 0f;
            var label = 0u;
            while (cursor.MoveNext())
            {
                getEnergy(ref energy);
                getLabel(ref label);
                sum += energy + label;
            }

            return sum;
        }
    }

    private static Contest Contest(string what, Func<double> run) => new(what, _ => true, () => Stopwatches.Time(run)) { Target = 1 };
}
