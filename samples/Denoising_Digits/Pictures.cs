using System.Globalization;
using Samples.Shared;

namespace Denoising_Digits;

/// <summary>The pictures that the sample draws: one method each.</summary>
internal sealed class Pictures(int side, string damage)
{
    private const int Images = 10;
    private const int FilterColumns = 10;
    private const int FilterRows = 3;

    private double Cell => side > 16 ? 72 : 60;

    /// <summary>Clean, damaged and restored images, and the energy that the last network gives each pixel of the damaged one.</summary>
    public Panel Restored(IReadOnlyList<Damaged> heldOut, IReadOnlyList<float[]> filled, IReadOnlyList<Result> results)
    {
        var last = results[^1];
        var sheet = new ImageGrid($"Held-out digits, {damage}", side, side, Cell)
            .Colors(Colormap.Paper, -1, 1)
            .Row("clean", heldOut.Take(Images).Select(h => h.Clean))
            .Row("damaged", heldOut.Take(Images).Select(h => h.Pixels));
        sheet.Gap();
        Add("neighbours' mean", filled);
        foreach (var result in results)
            Add(result.Network.Name, [.. result.Restored.Take(Images).Select(o => o.Reconstruction)]);
        sheet.Gap();
        return sheet
            .Colors(Colormap.Sequential, 0, 4)
            .Row("energy of each pixel", last.Restored.Take(Images).Select(o => o.FeatureEnergy), last.Restored.Take(Images).Select(o => Text($"E = {o.Energy:F0}")));

        void Add(string name, IReadOnlyList<float[]> images) => sheet.Row(
            name, images.Take(Images), images.Take(Images).Select((image, i) => Text($"{Contest.Error([image], [heldOut[i].Clean]):F3}")));
    }

    /// <summary>What the strongest units of each network's first layer look for.</summary>
    public Panel Filters(IReadOnlyList<Result> results) => new Sheet("Filters of the first layer")
        .Fill(results.Select(Filters), columns: 2);

    /// <summary>The error of each epoch.</summary>
    public static Panel Curves(IReadOnlyList<Result> results)
    {
        var plot = new Plot("Error over the epochs", 560, 380).Labels("epoch", "squared error a pixel, images set aside").LogY();
        foreach (var group in results.GroupBy(r => r.Network.HiddenUnits).Select((g, i) => (Results: g, Color: Palette.At(i))))
        {
            foreach (var result in group.Results)
                plot.Line(result.Curve, result.Network.Name, group.Color, dashes: result.Network.Damage is null ? [5, 4] : null);
        }

        return plot;
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
            .Colors(Colormap.Diverging, -1, 1)
            .Fill(strongest, FilterColumns);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
