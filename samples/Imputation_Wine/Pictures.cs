using System.Globalization;
using Samples.Shared;

namespace Imputation_Wine;

/// <summary>The pictures that the sample draws.</summary>
internal static class Pictures
{
    private const int Images = 12;

    /// <summary>Digits, what was left of them, and what each model makes of that.</summary>
    public static Panel Digits(Measurements data, float[][] damaged, IReadOnlyList<Result> results)
    {
        var sheet = new ImageGrid("Held-out digits with missing pixels, and how each model completes them", data.Side, data.Side, 60)
            .Colors(Colormap.Paper, 0, 1)
            .Row("as it was", data.HeldOut.Take(Images))
            .Row("observed", damaged.Take(Images))
            .Gap();
        foreach (var result in results)
        {
            sheet.Row(
                result.Name, result.Completed.Take(Images).Select(row => Array.ConvertAll(row, v => Math.Clamp(v, 0, 1))),
                result.Completed.Take(Images).Select((row, i) => Error(row, damaged[i], data.HeldOut[i]).ToString("F3", CultureInfo.InvariantCulture)));
        }

        return sheet;
    }

    /// <summary>The error of each model in each draw.</summary>
    public static Panel Errors(Measurements data, IReadOnlyList<Result> results)
    {
        var plot = new Plot("Error of the missing values, draw by draw", 760, 440).Labels("draw", $"root mean squared error, {data.Unit}");
        foreach (var (result, i) in results.Select((r, i) => (r, i)))
        {
            plot.Line(
                [.. result.Errors.Select((error, draw) => (Point)(draw + 1, error))], $"{result.Name}: {result.Error.ToString("F3", CultureInfo.InvariantCulture)}",
                Palette.At(i), dashes: result.Completion is null ? [5, 4] : null);
        }

        return plot;
    }

    private static double Error(float[] completed, float[] damaged, float[] clean)
        => Math.Sqrt(completed.Select((value, j) => (value, j)).Where(v => float.IsNaN(damaged[v.j])).Average(v => Math.Pow(v.value - clean[v.j], 2)));
}
