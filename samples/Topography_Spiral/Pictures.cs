using System.Globalization;
using Samples.Shared;
using ScottPlot;

namespace Topography_Spiral;

/// <summary>The sheets that the sample draws: one method a picture.</summary>
internal sealed class Pictures(TopographicMap map, IReadOnlyList<Point>? prototypes, (double Min, double Max) range)
{
    /// <summary>The maps side by side.</summary>
    public Sheet Maps(IReadOnlyList<Landscape> landscapes) => new Sheet($"K-means as an energy: {prototypes?.Count} prototypes on a spiral")
        .Fill(landscapes.Select(l => map.Draw(l, prototypes)), columns: 2);

    /// <summary>For each energy its map with the line y₁ = const, and F along that line with the answers.</summary>
    public Sheet GivenY1(double y1, IReadOnlyList<(Landscape Landscape, Answer[] Answers)> answered)
    {
        var sheet = new Sheet(string.Create(CultureInfo.InvariantCulture, $"Given y₁ = {y1:0.##}: what is y₂?").Replace('-', '−'));
        foreach (var (landscape, answers) in answered)
            sheet.Row(Cut(y1, landscape, answers), Profile(y1, landscape, answers));
        return sheet;
    }

    /// <summary>For each energy the way down from some points.</summary>
    public Sheet Closest(IReadOnlyList<(Landscape Landscape, IReadOnlyList<Point[]> Paths)> descended) => new Sheet("The closest point on the manifold: downhill from y")
        .Row([.. descended.Select(d => d.Paths.Aggregate(map.Draw(d.Landscape, prototypes, 440), (chart, path) => chart.Way(path, ChartStyle.Vermilion, "the way down")))]);

    private Chart Cut(double y1, Landscape landscape, Answer[] answers)
    {
        var chart = map.Draw(landscape, prototypes)
            .Line([(y1, range.Min), (y1, range.Max)], ChartStyle.Orange, "y₁ as given")
            .Dots([.. answers.Select(a => a.Point)], ChartStyle.Orange, "answers, the lowest first", radius: 5, rim: true);
        for (var i = 0; i < answers.Length; i++)
            chart.Note(answers[i].Point, Ordinal(i));
        return chart;
    }

    private Chart Profile(double y1, Landscape landscape, Answer[] answers)
    {
        var profile = Completion.Profile(landscape, y1, range);
        var lowest = profile.Min(p => p.Y);
        var top = lowest + (4 * (answers.Select(a => a.Energy).DefaultIfEmpty(lowest).Max() - lowest)) + 0.02;
        var bottom = lowest - (0.12 * (top - lowest));
        var chart = new Chart("F along the line", 420, 380).Labels("y₂", "F(y₁, y₂)").Limits(range.Min, range.Max, bottom, top);
        foreach (var crossing in Spiral.Crossings(y1))
            chart.Line([(crossing, bottom), (crossing, top)], ChartStyle.Pink, "the spiral", width: 1, LinePattern.DenselyDashed);
        chart.Line(profile, ChartStyle.Sky, "F along the line")
            .Dots([.. answers.Select(a => new Point(a.Point.Y, a.Energy))], ChartStyle.Orange, radius: 5, rim: true);
        for (var i = 0; i < answers.Length; i++)
            chart.Note((answers[i].Point.Y, answers[i].Energy), Ordinal(i));
        return chart;
    }

    private static string Ordinal(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
