using System.Globalization;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Samples.Shared;
using ScottPlot;

namespace MultipleFutures_Ellipse;

/// <summary>The pictures: the horn with the models' answers, and the energy over y at one x.</summary>
internal sealed class Pictures(IReadOnlyList<ModelInput> data, HornModel model, HornModel blurry, int side)
{
    private static readonly double[] Shown = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>The data and the answers, seen from the side and along x.</summary>
    public Sheet Answers() => new Sheet("Given x, y can be anywhere on an ellipse").Row(FromTheSide(), AlongX());

    /// <summary>F over y at one x, from cold to hot, and the energy of least squares.</summary>
    public Sheet Energies(double x, IReadOnlyList<float> betas)
    {
        var maps = betas.Select(beta => Map(Name(beta), x, model.Energy.WithInverseTemperature(beta), model))
            .Append(Map("Least squares", x, blurry.Energy, blurry));
        return new Sheet(string.Create(CultureInfo.InvariantCulture, $"The energy F(x, y) over y at x = {x:0.##}, from cold to hot")).Fill(maps, columns: 3);
    }

    // A horn, drawn as if x went to the right and y₁ away from the reader.
    private Chart FromTheSide()
    {
        var chart = new Chart("The horn, from the side", 560, 400)
            .Labels("x", "y₂")
            .Limits(-0.12, 1.2, -17, 17)
            .Dots([.. data.Select(d => Project(d.X[0], new Point(d.Y[0], d.Y[1])))], ChartStyle.Sky, "training points", radius: 1.4f);
        for (var i = 0; i <= 20; i++)
            chart.Line(Closed(model.Answers(i / 20.0, 200), i / 20.0), ChartStyle.Blue, i == 0 ? "answers to one x, over z" : null, i % 5 == 0 ? 2.2f : 0.7f);
        return chart.Line([.. Enumerable.Range(0, 41).Select(i => Project(i / 40.0, blurry.Answers(i / 40.0)[0]))], ChartStyle.Vermilion, "least squares", 3);
    }

    private Chart AlongX()
    {
        var chart = new Chart("Seen along x, at x = 0, 0.25, 0.5, 0.75, 1", 400, 400).Labels("y₁", "y₂").Limits(-17, 17, -17, 17);
        foreach (var x in Shown)
        {
            Point[] near = [.. data.Where(d => Math.Abs(d.X[0] - x) < 0.015).Select(d => new Point(d.Y[0], d.Y[1]))];
            var answers = model.Answers(x, 200);
            chart.Dots(near, ChartStyle.Sky, radius: 2.4f)
                .Line([.. answers, .. Closing(answers)], ChartStyle.Blue);
        }
        return chart.Dots([.. Shown.Select(x => blurry.Answers(x)[0])], ChartStyle.Vermilion, radius: 4.5f, rim: true);
    }

    private Chart Map(string name, double x, ConditionalLatentEnergy energy, HornModel answering)
    {
        var (first, second) = Horn.Radii(x);
        var reach = 1.7 * Math.Max(first, second);
        var shape = new GridShape(-reach, reach, -reach, reach, side, side);
        var grid = ScalarGrid.FromValues(shape, On(shape, x, energy));
        var cap = grid.Quantile(0.85);
        var answers = answering.Answers(x, 200);
        var chart = new Chart(name, 330, 330)
            .Labels("y₁", "y₂")
            .Map(grid, cap, "F(x, y)", contours: 11);
        chart = answers.Length == 1
            ? chart.Dots(answers, ChartStyle.Vermilion, "answer of least squares", radius: 5, rim: true)
            : chart.Line([.. answers, .. Closing(answers)], ChartStyle.Orange, "answers over z", width: 2.4f);
        return chart.Line([.. Horn.Ellipse(x, 200), Horn.Ellipse(x, 200)[0]], Colors.White, "the ellipse of the data", width: 1.2f, LinePattern.DenselyDashed);
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
