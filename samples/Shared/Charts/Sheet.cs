using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Samples.Shared;

/// <summary>A picture: charts in rows whose areas stand in line, below a title and the keys that they share.</summary>
public sealed class Sheet(string? title = null)
{
    private const float RoomBelowTitle = 12;
    private const float KeysHeight = 26;

    private readonly List<IReadOnlyList<Chart>> _rows = [];

    /// <summary>Adds a row of charts.</summary>
    public Sheet Row(params IReadOnlyList<Chart> charts)
    {
        _rows.Add(charts);
        return this;
    }

    /// <summary>Adds charts in as many rows of <paramref name="columns"/> as they need.</summary>
    public Sheet Fill(IEnumerable<Chart> charts, int columns)
    {
        _rows.AddRange(charts.Chunk(columns));
        return this;
    }

    /// <summary>Writes the picture, as PNG or SVG by the extension of the file's name.</summary>
    /// <exception cref="SampleException">The extension is another one, or the file cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            switch (Path.GetExtension(path).ToUpperInvariant())
            {
                case ".PNG":
                    File.WriteAllBytes(path, Png());
                    break;
                case ".SVG":
                    File.WriteAllText(path, Svg());
                    break;
                default:
                    throw new SampleException($"A picture is saved as .png or .svg, which '{path}' is not.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"Cannot write the picture '{path}': {e.Message}", e);
        }
    }

    private byte[] Png()
    {
        var layout = Arrange();
        using var surface = SKSurface.Create(new SKImageInfo((int)(layout.Width * ChartStyle.Scale), (int)(layout.Height * ChartStyle.Scale), SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Scale(ChartStyle.Scale);
        Draw(surface.Canvas, layout);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private string Svg()
    {
        var layout = Arrange();
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, layout.Width, layout.Height), stream))
            Draw(canvas, layout);
        return Lettering.Outline(Encoding.UTF8.GetString(stream.ToArray())).ToString();
    }

    private void Draw(SKCanvas canvas, Arrangement layout)
    {
        using var white = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, layout.Width, layout.Height, white);
        if (title is not null)
            Lettering.Draw(canvas, title, new Pixel(layout.Width / 2, ChartStyle.Padding + ChartStyle.SheetTitleSize), ChartStyle.SheetTitleSize, bold: true, centred: true);
        using var pixel = new SKBitmap(1, 1);
        using var nowhere = new SKCanvas(pixel);
        foreach (var (chart, place) in layout.Places)
        {
            chart.RenderManager.ClearCanvasBeforeEachRender = false;
            // When its limits are new, a plot draws itself twice, one over the other: the first time nowhere.
            chart.Render(nowhere, place);
            chart.Render(canvas, place);
        }
    }

    // Every column and row is as wide and high as its largest chart, and has the largest margins of its charts.
    private Arrangement Arrange()
    {
        using var paint = Paint.NewDisposablePaint();
        var charts = _rows.SelectMany((row, r) => row.Select((chart, c) => (Chart: chart, Row: r, Column: c))).ToArray();
        foreach (var (chart, _, _) in charts)
            chart.Prepare();
        var margins = charts.ToDictionary(c => c.Chart, c => c.Chart.Margins(paint));
        Track[] columns = [.. charts.GroupBy(c => c.Column).OrderBy(g => g.Key)
            .Select(g => new Track(g.Max(c => margins[c.Chart].Left), g.Max(c => c.Chart.Width), g.Max(c => margins[c.Chart].Right)))];
        Track[] rows = [.. charts.GroupBy(c => c.Row).OrderBy(g => g.Key)
            .Select(g => new Track(g.Max(c => margins[c.Chart].Top), g.Max(c => c.Chart.Height), g.Max(c => margins[c.Chart].Bottom)))];

        const float Padding = ChartStyle.Padding;
        var titleWidth = title is null ? 0 : Lettering.Measure(title, ChartStyle.SheetTitleSize, bold: true);
        var inner = columns.Sum(c => c.Total) + (Padding * (columns.Length - 1));
        var width = MathF.Ceiling((2 * Padding) + Math.Max(titleWidth, inner));
        var top = Padding + (title is null ? 0 : ChartStyle.SheetTitleSize + RoomBelowTitle);
        var places = new List<(Chart, PixelRect)>();
        if (SharedKeys() is { } keys)
        {
            places.Add((keys, new PixelRect(Padding, width - Padding, top + KeysHeight, top)));
            top += KeysHeight + RoomBelowTitle;
        }

        var left = (width - inner) / 2;
        foreach (var (chart, row, column) in charts)
        {
            var x = left + columns[..column].Sum(c => c.Total + Padding);
            var y = top + rows[..row].Sum(r => r.Total + Padding);
            chart.Layout.Fixed(new PixelPadding(columns[column].Before, columns[column].Total - columns[column].Before - chart.Width, rows[row].Total - rows[row].Before - chart.Height, rows[row].Before));
            places.Add((chart, new PixelRect(x, x + columns[column].Total, y + rows[row].Total, y)));
        }

        return new Arrangement(width, MathF.Ceiling(top + rows.Sum(r => r.Total) + (Padding * rows.Length)), places);
    }

    /// <summary>The keys of all charts that show none themselves, in one line.</summary>
    private Chart? SharedKeys()
    {
        Chart[] charts = [.. _rows.SelectMany(r => r).Where(c => !c.HasLegend)];
        LegendItem[] items = [.. charts.SelectMany(c => c.PlottableList).SelectMany(p => p.LegendItems).Where(i => i.LabelText.Length > 0).DistinctBy(i => i.LabelText)];
        if (items.Length == 0)
            return null;
        var keys = new Chart(null, 1, KeysHeight).Limits(0, 1, 0, 1);
        keys.Layout.Frameless();
        keys.HideGrid();
        // The font's line is higher above its letters than below them.
        foreach (var item in items)
            item.LabelStyle.OffsetY = 0.13f * ChartStyle.LegendSize;
        keys.Legend.ManualItems.AddRange(items);
        keys.ShowLegend(Alignment.MiddleCenter, Orientation.Horizontal);
        keys.Legend.Margin = new PixelPadding(0);
        keys.Legend.TightHorizontalWrapping = true;
        if (charts.Any(c => c.HasMap))
            (keys.Legend.BackgroundColor, keys.Legend.FontColor, keys.Legend.OutlineColor) = (ChartStyle.Dusk, Colors.White, ChartStyle.Dusk);
        return keys;
    }

    /// <summary>The length of a column or row of areas, and the room before and after it.</summary>
    private sealed record Track(float Before, float Length, float After)
    {
        public float Total => Before + Length + After;
    }

    private sealed record Arrangement(float Width, float Height, IReadOnlyList<(Chart Chart, PixelRect Place)> Places);
}
