using System.Globalization;
using Samples.Shared;
using ScottPlot;

namespace Denoising_Digits;

/// <summary>The pictures that the sample draws: one method each.</summary>
internal sealed class Pictures(int side, string damage)
{
    private const int Images = 10;
    private const int FilterColumns = 10;
    private const int FilterRows = 3;

    private float Cell => side > 16 ? 72 : 60;

    /// <summary>Clean, damaged and restored images, and the energy that the last network gives each pixel of the damaged one.</summary>
    public Chart Restored(IReadOnlyList<Damaged> heldOut, IReadOnlyList<float[]> filled, IReadOnlyList<Result> results)
    {
        var last = results[^1];
        var sheet = new ImageGrid($"Held-out digits, {damage}", side, side, Cell)
            .Colors(ChartStyle.Paper, -1, 1)
            .Row("clean", heldOut.Take(Images).Select(h => h.Clean))
            .Row("damaged", heldOut.Take(Images).Select(h => h.Pixels));
        sheet.NextGroup();
        Add("neighbours' mean", filled);
        foreach (var result in results)
            Add(result.Network.Name, [.. result.Restored.Take(Images).Select(o => o.Reconstruction)]);
        sheet.NextGroup();
        return sheet
            .Colors(ChartStyle.Heights, 0, 4)
            .Row("energy of each pixel", last.Restored.Take(Images).Select(o => o.FeatureEnergy), last.Restored.Take(Images).Select(o => Text($"E = {o.Energy:F0}")));

        void Add(string name, IReadOnlyList<float[]> images) => sheet.Row(
            name, images.Take(Images), images.Take(Images).Select((image, i) => Text($"{Contest.Error([image], [heldOut[i].Clean]):F3}")));
    }

    /// <summary>What the strongest units of each network's first layer look for.</summary>
    public Sheet Filters(IReadOnlyList<Result> results) => new Sheet("Filters of the first layer")
        .Fill(results.Select(Filters), columns: 2);

    /// <summary>The error of each epoch.</summary>
    public static Chart Curves(IReadOnlyList<Result> results)
    {
        var chart = new Chart("Error over the epochs", 560, 380).Labels("epoch", "squared error a pixel, images set aside").LogY().Keys(Alignment.UpperRight);
        foreach (var group in results.GroupBy(r => r.Network.HiddenUnits).Select((g, i) => (Results: g, Color: ChartStyle.Series[i % ChartStyle.Series.Count])))
        {
            foreach (var result in group.Results)
                chart.Line(result.Curve, group.Color, result.Network.Name, pattern: result.Network.Damage is null ? LinePattern.DenselyDashed : null);
        }

        return chart;
    }

    private ImageGrid Filters(Result result)
    {
        var energy = result.Model.Energy;
        var filters = Enumerable.Range(0, result.Network.HiddenUnits).Select(unit =>
        {
            var filter = new float[energy.Dimension];
            energy.CopyFilter(unit, filter);
            return filter;
        });
        // Each on a scale of its own, white in the middle: what counts is the pattern.
        var strongest = filters.OrderByDescending(f => f.Sum(w => w * w)).Take(FilterColumns * FilterRows)
            .Select(f => Array.ConvertAll(f, w => w / f.Max(Math.Abs)));
        return new ImageGrid(result.Network.Name, side, side, side > 16 ? 56 : 40)
            .Colors(ChartStyle.Signed, -1, 1)
            .Fill(strongest, FilterColumns);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
