using System.Globalization;
using Samples.Shared;
using ScottPlot;

namespace Imputation_Wine;

/// <summary>The pictures that the sample draws.</summary>
internal static class Pictures
{
    private const int Images = 12;

    // A model can be off by any amount. What can be compared lies between these shares of the mean's error.
    private const double LeastShown = 0.5;
    private const double MostShown = 1.4;

    /// <summary>Digits, what was left of them, and what each model makes of that.</summary>
    public static Chart Digits(Measurements data, float[][] damaged, IReadOnlyList<Result> results)
    {
        var sheet = new ImageGrid("Held-out digits with missing pixels, and how each model completes them", data.Side, data.Side, 60)
            .Colors(ChartStyle.Paper, 0, 1)
            .Row("as it was", data.HeldOut.Take(Images))
            .Row("observed (blue: missing)", damaged.Take(Images));
        sheet.NextGroup();
        foreach (var result in results)
        {
            sheet.Row(
                result.Name, result.Completed.Take(Images).Select(row => Array.ConvertAll(row, v => Math.Clamp(v, 0, 1))),
                result.Completed.Take(Images).Select((row, i) => Error(row, damaged[i], data.HeldOut[i]).ToString("F3", CultureInfo.InvariantCulture)));
        }

        return sheet;
    }

    /// <summary>The error of each model where less or more is missing; the first curve, the mean's, sets the scale.</summary>
    public static Chart Errors(Measurements data, IReadOnlyList<(string Name, IReadOnlyList<Point> Errors)> curves)
    {
        var scale = curves[0].Errors.Max(e => e.Y);
        var chart = new Chart("What is left to go by", 760, 480)
            .Labels("share of the values that are missing", $"root mean squared error, {data.Unit}")
            .KeysBeside();
        foreach (var ((name, errors), i) in curves.Select((curve, i) => (curve, i)))
        {
            var leaves = errors.Any(e => e.Y > MostShown * scale) ? " (leaves the picture)" : "";
            var color = i == 0 ? Colors.Black : ChartStyle.Series[(i - 1) % ChartStyle.Series.Count];
            chart.Line(errors, color, name + leaves, pattern: i == 0 ? LinePattern.Dotted : i <= ChartStyle.Series.Count ? LinePattern.Solid : LinePattern.DenselyDashed);
        }

        return chart.Limits(bottom: LeastShown * scale, top: MostShown * scale);
    }

    private static double Error(float[] completed, float[] damaged, float[] clean)
        => Math.Sqrt(completed.Select((value, j) => (value, j)).Where(v => float.IsNaN(damaged[v.j])).Average(v => Math.Pow(v.value - clean[v.j], 2)));
}
