using System.Globalization;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>The sheets that the sample draws: one method a picture.</summary>
internal sealed class Pictures(TopographicMap map, IReadOnlyList<Point>? prototypes, (double Min, double Max) range)
{
    /// <summary>The maps side by side.</summary>
    public Panel Maps(IReadOnlyList<Landscape> landscapes) => new Sheet($"K-means as an energy: {prototypes?.Count} prototypes on a spiral")
        .Fill(landscapes.Select(l => map.Draw(l, prototypes)), columns: 2);

    /// <summary>For each energy its map with the line y₁ = const, and F along that line with the answers.</summary>
    public Panel GivenY1(double y1, IReadOnlyList<(Landscape Landscape, Answer[] Answers)> answered)
    {
        var sheet = new Sheet(string.Create(CultureInfo.InvariantCulture, $"Given y₁ = {y1:0.##}: what is y₂?"));
        foreach (var (landscape, answers) in answered)
            sheet.Row(Cut(y1, landscape, answers), Profile(y1, landscape, answers));
        return sheet;
    }

    /// <summary>For each energy the way down from some points.</summary>
    public Panel Closest(IReadOnlyList<(Landscape Landscape, IReadOnlyList<Point[]> Paths)> descended) => new Sheet("The closest point on the manifold: downhill from y")
        .Row([.. descended.Select(d => d.Paths.Aggregate(map.Draw(d.Landscape, prototypes, 440), (plot, path) => plot.Trajectory(path, color: Palette.Vermilion)))]);

    private Plot Cut(double y1, Landscape landscape, Answer[] answers)
    {
        Plot plot = map.Draw(landscape, prototypes)
            .Line([(y1, range.Min), (y1, range.Max)], color: Palette.Orange)
            .Scatter([.. answers.Select(a => a.Point)], color: Palette.Orange, radius: 5, halo: true);
        for (var i = 0; i < answers.Length; i++)
            plot.Note(answers[i].Point, Ordinal(i));
        return plot;
    }

    private Plot Profile(double y1, Landscape landscape, Answer[] answers)
    {
        Point[] profile = Completion.Profile(landscape, y1, range);
        double lowest = profile.Min(p => p.Y);
        double top = lowest + (4 * (answers.Select(a => a.Energy).DefaultIfEmpty(lowest).Max() - lowest)) + 0.02;
        double bottom = lowest - (0.12 * (top - lowest));
        Plot plot = new Plot("F along the line", 420, 380)
            .Labels("y₂", "F(y₁, y₂)")
            .XRange(range.Min, range.Max)
            .YRange(bottom, top)
            .Legend(LegendPosition.None);
        foreach (double crossing in Spiral.Crossings(y1))
            plot.Line([(crossing, bottom), (crossing, top)], color: Palette.Purple, width: 1, dashes: [4, 3]);
        plot.Line(profile, color: Palette.Blue)
            .Scatter([.. answers.Select(a => new Point(a.Point.Y, a.Energy))], color: Palette.Orange, radius: 5, halo: true);
        for (var i = 0; i < answers.Length; i++)
            plot.Note((answers[i].Point.Y, answers[i].Energy), Ordinal(i));
        return plot;
    }

    private static string Ordinal(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
