namespace Samples.Shared;

/// <summary>
/// A contact sheet: small images of one size in rows, with names of the rows at the left, names of the columns above and
/// captions below the images.
/// </summary>
public sealed class ImageGrid : Panel
{
    private const double ColumnGap = 8;
    private const double RowGap = 8;
    private const double CaptionGap = 4;
    private const double GroupGap = 14;
    private const double LabelGap = 10;

    private static readonly Stroke Border = new(Color.Mist, 1);

    private readonly string? _title;
    private readonly int _imageWidth;
    private readonly int _imageHeight;
    private readonly double _cellWidth;
    private readonly double _cellHeight;
    private readonly List<ImageRow> _rows = [];
    private IReadOnlyList<string> _columnNames = [];
    private Colormap _colors = Colormap.Paper;
    private (double Min, double Max)? _range;

    /// <summary>An empty sheet for images of imageWidth × imageHeight values, drawn <paramref name="cell"/> units wide.</summary>
    public ImageGrid(string? title, int imageWidth, int imageHeight, double cell = 56)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 4);
        (_title, _imageWidth, _imageHeight) = (title, imageWidth, imageHeight);
        _cellWidth = cell;
        _cellHeight = Math.Round(cell * imageHeight / imageWidth);
    }

    /// <summary>Sets the colours of the rows that follow (at first ink on paper), and the values of the first and last colour
    /// (null: least and largest value of each row).</summary>
    public ImageGrid Colors(Colormap colors, double? min = null, double? max = null)
    {
        if (min is null != max is null)
        {
            throw new ArgumentException("Give both ends of the range, or none.", nameof(max));
        }
        if (min >= max || double.IsNaN(min ?? 0) || double.IsNaN(max ?? 0))
        {
            throw new ArgumentException($"A range needs min < max, not {min} and {max}.", nameof(max));
        }
        _colors = colors;
        _range = min is { } low && max is { } high ? (low, high) : null;
        return this;
    }

    /// <summary>Names the columns.</summary>
    public ImageGrid Columns(params IReadOnlyList<string> names)
    {
        _columnNames = names;
        return this;
    }

    /// <summary>Adds a row of images, row-major from the top, with a name and a caption below each image if wanted.</summary>
    public ImageGrid Row(string? name, IEnumerable<float[]> images, IEnumerable<string>? captions = null)
    {
        float[][] list = [.. images];
        string[] texts = captions is null ? [] : [.. captions];
        if (list.FirstOrDefault(i => i.Length != _imageWidth * _imageHeight) is { } wrong)
        {
            throw new ArgumentException($"An image of {_imageWidth}×{_imageHeight} has {_imageWidth * _imageHeight} values, not {wrong.Length}.", nameof(images));
        }
        if (captions is not null && texts.Length != list.Length)
        {
            throw new ArgumentException($"There are {list.Length} images but {texts.Length} captions.", nameof(captions));
        }
        _rows.Add(new ImageRow(name, list, texts, _colors, _range, GapBefore: false));
        return this;
    }

    /// <summary>Adds images in as many rows of <paramref name="columns"/> as they need.</summary>
    public ImageGrid Fill(IEnumerable<float[]> images, int columns, IEnumerable<string>? captions = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        float[][] list = [.. images];
        string[]? texts = captions is null ? null : [.. captions];
        // One scale for all of them, so that they can be compared.
        (double Min, double Max)? own = _range;
        _range ??= ImageRow.RangeOf(list);
        for (int start = 0; start < list.Length; start += columns)
        {
            Row(null, list.Skip(start).Take(columns), texts?.Skip(start).Take(columns));
        }
        _range = own;
        return this;
    }

    /// <summary>Leaves some room before the next row, to set groups of rows apart.</summary>
    public ImageGrid Gap()
    {
        _rows.Add(new ImageRow(null, [], [], _colors, null, GapBefore: true));
        return this;
    }

    /// <inheritdoc />
    public override PanelSize Measure()
    {
        double labels = LabelRoom;
        double top = _title is null ? 0 : PlotStyle.Line(PlotStyle.Title) + PlotStyle.Gap + 2;
        int columns = _rows.Select(r => r.Images.Count).DefaultIfEmpty(0).Max();
        if (columns == 0)
        {
            throw new InvalidOperationException("The sheet has no images.");
        }
        double width = labels + ((columns - 1) * Pitch) + _cellWidth + (2 * Overhang);
        if (_title is not null)
        {
            width = Math.Max(width, StrokeFont.Measure(_title, PlotStyle.Title));
        }
        double height = HeaderRoom - RowGap;
        foreach (ImageRow row in _rows)
        {
            height += row.GapBefore ? GroupGap : RowHeight(row) + RowGap;
        }
        return new PanelSize(Math.Ceiling(width), Math.Ceiling(height), Top: Math.Ceiling(top));
    }

    /// <inheritdoc />
    public override void Draw(Drawing drawing, Point origin)
    {
        if (_title is not null)
        {
            drawing.Text((origin.X, origin.Y - PlotStyle.Gap - 2), _title, PlotStyle.Title, HorizontalAlignment.Left, VerticalAlignment.Bottom);
        }
        double left = Math.Round(origin.X + LabelRoom + Overhang);
        double pitch = Pitch;
        for (int column = 0; column < _columnNames.Count; column++)
        {
            Point at = (left + (column * pitch) + (_cellWidth / 2), origin.Y);
            drawing.Text(at, _columnNames[column], PlotStyle.Caption, HorizontalAlignment.Center, VerticalAlignment.Top);
        }
        double y = Math.Round(origin.Y + HeaderRoom);
        foreach (ImageRow row in _rows)
        {
            if (row.GapBefore)
            {
                y += GroupGap;
                continue;
            }
            if (row.Name is not null)
            {
                drawing.Text((origin.X + LabelRoom - LabelGap, y + (_cellHeight / 2)), row.Name, PlotStyle.Legend, HorizontalAlignment.Right, VerticalAlignment.Middle);
            }
            for (int column = 0; column < row.Images.Count; column++)
            {
                DrawImage(drawing, row, column, (left + (column * pitch), y));
            }
            y += RowHeight(row) + RowGap;
        }
    }

    private void DrawImage(Drawing drawing, ImageRow row, int column, Point at)
    {
        var bounds = new Rect(at.X, at.Y, _cellWidth, _cellHeight);
        (double min, double max) = row.Range ?? ImageRow.RangeOf(row.Images);
        drawing.Image(bounds, Raster.FromValues(row.Images[column], _imageWidth, _imageHeight, row.Colors, min, max));
        drawing.Rectangle(bounds.Grown(0.5), null, Border);
        if (row.Captions.Count > 0)
        {
            Point below = (bounds.Center.X, bounds.Bottom + CaptionGap);
            drawing.Text(below, row.Captions[column], PlotStyle.Caption, HorizontalAlignment.Center, VerticalAlignment.Top);
        }
    }

    private double WidestText => _rows.SelectMany(r => r.Captions).Concat(_columnNames)
        .Select(t => StrokeFont.Measure(t, PlotStyle.Caption)).DefaultIfEmpty(0).Max();

    private double Pitch => Math.Round(Math.Max(_cellWidth, WidestText) + ColumnGap);

    // What a caption that is wider than its image needs at the outer columns.
    private double Overhang => Math.Ceiling(Math.Max(0, (WidestText - _cellWidth) / 2));

    private double LabelRoom => _rows.Where(r => r.Name is not null)
        .Select(r => Math.Ceiling(StrokeFont.Measure(r.Name!, PlotStyle.Legend)) + LabelGap).DefaultIfEmpty(0).Max();

    private double HeaderRoom => _columnNames.Count == 0 ? 1 : Math.Ceiling(PlotStyle.Line(PlotStyle.Caption) + CaptionGap);

    private double RowHeight(ImageRow row) =>
        _cellHeight + (row.Captions.Count == 0 ? 0 : Math.Ceiling(CaptionGap + PlotStyle.Line(PlotStyle.Caption)));
}
