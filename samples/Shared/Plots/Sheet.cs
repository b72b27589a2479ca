namespace Samples.Shared;

/// <summary>
/// Several panels on one picture, in rows and columns. The inner areas of a column and of a row are lined up, so the
/// axes of neighbouring plots stand in line. A sheet is itself a panel and can stand in another sheet.
/// </summary>
public sealed class Sheet : Panel
{
    private const double PanelGap = 26;

    private readonly string? _title;
    private readonly List<List<Panel>> _rows = [];

    /// <summary>An empty sheet.</summary>
    public Sheet(string? title = null) => _title = title;

    /// <summary>Adds a row of panels.</summary>
    public Sheet Row(params IReadOnlyList<Panel> panels)
    {
        if (panels.Count == 0)
        {
            throw new ArgumentException("A row has at least one panel.", nameof(panels));
        }
        _rows.Add([.. panels]);
        return this;
    }

    /// <summary>Adds panels in as many rows of <paramref name="columns"/> as they need.</summary>
    public Sheet Fill(IEnumerable<Panel> panels, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        foreach (Panel[] row in panels.Chunk(columns))
        {
            Row(row);
        }
        return this;
    }

    /// <inheritdoc />
    public override PanelSize Measure()
    {
        Tracks tracks = MeasureTracks();
        double width = tracks.Columns.Sum(c => c.Total) + (PanelGap * (tracks.Columns.Count - 1));
        double height = tracks.Rows.Sum(r => r.Total) + (PanelGap * (tracks.Rows.Count - 1));
        double top = _title is null ? 0 : PlotStyle.Line(PlotStyle.SheetTitle) + 16;
        if (_title is not null)
        {
            width = Math.Max(width, StrokeFont.Measure(_title, PlotStyle.SheetTitle));
        }
        return new PanelSize(Math.Ceiling(width), Math.Ceiling(height), Top: Math.Ceiling(top));
    }

    /// <inheritdoc />
    public override void Draw(Drawing drawing, Point origin)
    {
        Tracks tracks = MeasureTracks();
        if (_title is not null)
        {
            Point middle = (origin.X + (Measure().Width / 2), origin.Y - 16);
            drawing.Text(middle, _title, PlotStyle.SheetTitle, HorizontalAlignment.Center, VerticalAlignment.Bottom);
        }
        double y = origin.Y;
        for (int row = 0; row < _rows.Count; row++)
        {
            double x = origin.X;
            for (int column = 0; column < _rows[row].Count; column++)
            {
                _rows[row][column].Draw(drawing, (x + tracks.Columns[column].Before, y + tracks.Rows[row].Before));
                x += tracks.Columns[column].Total + PanelGap;
            }
            y += tracks.Rows[row].Total + PanelGap;
        }
    }

    private Tracks MeasureTracks()
    {
        if (_rows.Count == 0)
        {
            throw new InvalidOperationException("The sheet has no panels.");
        }
        List<List<PanelSize>> sizes = [.. _rows.Select(r => r.ConvertAll(p => p.Measure()))];
        int count = sizes.Max(r => r.Count);
        List<Track> columns = [.. Enumerable.Range(0, count).Select(c =>
        {
            PanelSize[] column = [.. sizes.Where(r => r.Count > c).Select(r => r[c])];
            return new Track(column.Max(s => s.Left), column.Max(s => s.Width), column.Max(s => s.Right));
        })];
        List<Track> rows = [.. sizes.Select(r => new Track(r.Max(s => s.Top), r.Max(s => s.Height), r.Max(s => s.Bottom)))];
        return new Tracks(columns, rows);
    }

    /// <summary>A column's or row's inner length, and the largest margins before and after it.</summary>
    private sealed record Track(double Before, double Inner, double After)
    {
        public double Total => Before + Inner + After;
    }

    private sealed record Tracks(List<Track> Columns, List<Track> Rows);
}
