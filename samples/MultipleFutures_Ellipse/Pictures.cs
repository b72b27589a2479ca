using System.Globalization;
using Microsoft.ML.EnergyBased.Energies;
using Samples.Shared;

namespace MultipleFutures_Ellipse;

/// <summary>The pictures: the horn with the models' answers, and the energy over y at one x.</summary>
internal sealed class Pictures(IReadOnlyList<ModelInput> data, HornModel model, HornModel blurry, int side)
{
    private static readonly double[] Shown = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>The data and the answers, seen from the side and along x.</summary>
    public Panel Answers() => new Sheet("Given x, y can be anywhere on an ellipse").Row(FromTheSide(), AlongX());

    /// <summary>F over y at one x, from cold to hot, and the energy of least squares.</summary>
    public Panel Energies(double x, IReadOnlyList<float> betas)
    {
        var maps = betas.Select(beta => Map(Name(beta), x, model.Energy.WithInverseTemperature(beta), model))
            .Append(Map("Least squares", x, blurry.Energy, blurry));
        return new Sheet(string.Create(CultureInfo.InvariantCulture, $"The energy F(x, y) over y at x = {x:0.##}, from cold to hot")).Fill(maps, columns: 3);
    }

    // A horn, drawn as if x went to the right and y₁ away from the reader.
    private Plot FromTheSide()
    {
        var plot = new Plot("The horn, from the side", 560, 400)
            .Labels("x", "y₂")
            .XRange(-0.12, 1.2)
            .YRange(-17, 17)
            .Legend(LegendPosition.UpperLeft)
            .Scatter([.. data.Select(d => Project(d.X[0], new Point(d.Y[0], d.Y[1])))], "training points", Palette.Sky, radius: 1.4);
        for (var i = 0; i <= 20; i++)
            plot.Line(Closed(model.Answers(i / 20.0, 200), i / 20.0), i == 0 ? "answers of one x, over z" : null, Palette.Blue, i % 5 == 0 ? 2.2 : 0.7);
        return plot.Line([.. Enumerable.Range(0, 41).Select(i => Project(i / 40.0, blurry.Answers(i / 40.0)[0]))], "least squares", Palette.Vermilion, 3);
    }

    private Plot AlongX()
    {
        var plot = new Plot("Seen along x, at x = 0, 0.25, 0.5, 0.75, 1", 400, 400).Labels("y₁", "y₂").EqualUnits().XRange(-17, 17).YRange(-17, 17).Legend(LegendPosition.None);
        foreach (var x in Shown)
        {
            Point[] near = [.. data.Where(d => Math.Abs(d.X[0] - x) < 0.015).Select(d => new Point(d.Y[0], d.Y[1]))];
            Point[] answers = model.Answers(x, 200);
            plot.Scatter(near, color: Palette.Sky, radius: 2.4)
                .Line([.. answers, .. Closing(answers)], color: Palette.Blue);
        }
        return plot.Scatter([.. Shown.Select(x => blurry.Answers(x)[0])], color: Palette.Vermilion, radius: 4.5);
    }

    private Plot Map(string name, double x, ConditionalLatentEnergy energy, HornModel answering)
    {
        var (first, second) = Horn.Radii(x);
        var reach = 1.7 * Math.Max(first, second);
        var shape = new GridShape(-reach, reach, -reach, reach, side, side);
        var grid = ScalarGrid.FromValues(shape, On(shape, x, energy));
        var cap = grid.Quantile(0.85);
        Point[] answers = answering.Answers(x, 200);
        var plot = new Plot(name, 330, 330)
            .Labels("y₁", "y₂")
            .EqualUnits()
            .Legend(LegendPosition.None)
            .HeatMap(grid, max: cap, label: "F(x, y)")
            .Contours(grid, 11, max: cap)
            .Line([.. Horn.Ellipse(x, 200), Horn.Ellipse(x, 200)[0]], color: Color.White, width: 1.2, dashes: [5, 4]);
        return answers.Length == 1
            ? plot.Scatter(answers, color: Palette.Vermilion, radius: 5, halo: true)
            : plot.Line([.. answers, .. Closing(answers)], color: Palette.Orange, width: 1.4);
    }

    private static float[] On(GridShape shape, double x, ConditionalLatentEnergy energy)
    {
        var points = shape.Rows2D();
        var energies = new float[shape.Count];
        Parallel.For(0, shape.Rows, row =>
        {
            var rows = new float[3 * shape.Columns];
            for (var i = 0; i < shape.Columns; i++)
            {
                var point = 2 * ((row * shape.Columns) + i);
                (rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2]) = ((float)x, points[point], points[point + 1]);
            }

            energy.Energy(rows, energies.AsSpan(row * shape.Columns, shape.Columns));
        });
        return energies;
    }

    // The curve of a circle of z comes back to its beginning; that of an interval ends where it ends.
    private Point[] Closing(Point[] answers) => answers.Length > 1 && model.Energy.LatentSize == 2 ? [answers[0]] : [];

    private Point[] Closed(Point[] answers, double x) => [.. answers.Concat(Closing(answers)).Select(a => Project(x, a))];

    private static Point Project(double x, Point y) => (x + (0.008 * y.X), y.Y + (0.12 * y.X));

    private static string Name(float beta)
        => float.IsInfinity(beta) ? "F_∞" : string.Create(CultureInfo.InvariantCulture, $"F_β, β = {beta:0.##}");
}
