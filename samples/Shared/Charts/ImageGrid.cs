using ScottPlot;

namespace Samples.Shared;

/// <summary>
/// A contact sheet: small images of one size in rows, with names of the rows at the left, names of the columns above and
/// captions below the images. The plot's units are those of the picture, from its upper left corner, y upwards.
/// </summary>
public sealed class ImageGrid : Chart
{
    // An image is repeated to about so many values a side: some viewers blur a small image of an SVG.
    private const int Sharpness = 64;

    private const float Gap = 8;
    private const float GroupGap = 14;
    private const float CaptionHeight = 18;

    private readonly int _imageWidth;
    private readonly int _imageHeight;
    private readonly float _cell;
    private readonly List<ImageRow> _rows = [];
    private IReadOnlyList<string> _columnNames = [];
    private IColormap _colors = ChartStyle.Paper;
    private ScottPlot.Range? _range;
    private bool _drawn;

    /// <summary>An empty sheet for images of imageWidth × imageHeight values, drawn <paramref name="cell"/> units wide.</summary>
    public ImageGrid(string? title, int imageWidth, int imageHeight, float cell)
        : base(title, cell, cell)
    {
        (_imageWidth, _imageHeight, _cell) = (imageWidth, imageHeight, cell);
        Axes.Left.IsVisible = Axes.Bottom.IsVisible = Axes.Right.IsVisible = Axes.Top.IsVisible = false;
        HideGrid();
    }

    /// <summary>Sets the colours of the rows that follow (at first ink on paper), and the values of the first and last colour
    /// (null: least and largest value of each row).</summary>
    public ImageGrid Colors(IColormap colors, double? min = null, double? max = null)
    {
        (_colors, _range) = (colors, min is { } low && max is { } high ? new ScottPlot.Range(low, high) : null);
        return this;
    }

    /// <summary>Names the columns.</summary>
    public ImageGrid Columns(params IReadOnlyList<string> names)
    {
        _columnNames = names;
        return this;
    }

    /// <summary>Adds a row of images, row-major from the top, with a name and a caption below each image if wanted. A NaN shows as missing.</summary>
    public ImageGrid Row(string? name, IEnumerable<float[]> images, IEnumerable<string>? captions = null)
    {
        float[][] list = [.. images];
        string[] texts = captions is null ? [] : [.. captions];
        if (list.FirstOrDefault(i => i.Length != _imageWidth * _imageHeight) is { } wrong)
            throw new ArgumentException($"An image of {_imageWidth}×{_imageHeight} has {_imageWidth * _imageHeight} values, not {wrong.Length}.", nameof(images));
        if (captions is not null && texts.Length != list.Length)
            throw new ArgumentException($"There are {list.Length} images but {texts.Length} captions.", nameof(captions));
        _rows.Add(new ImageRow(name, list, texts, _colors, _range ?? RangeOf(list)));
        return this;
    }

    /// <summary>Adds images in as many rows of <paramref name="columns"/> as they need, all on one scale.</summary>
    public ImageGrid Fill(IEnumerable<float[]> images, int columns, IEnumerable<string>? captions = null)
    {
        float[][] list = [.. images];
        string[]? texts = captions is null ? null : [.. captions];
        var own = _range;
        _range ??= RangeOf(list);
        for (var start = 0; start < list.Length; start += columns)
            Row(null, list.Skip(start).Take(columns), texts?.Skip(start).Take(columns));
        _range = own;
        return this;
    }

    /// <summary>Leaves some room before the next row, to set groups of rows apart.</summary>
    public ImageGrid NextGroup()
    {
        _rows.Add(new ImageRow(null, [], [], _colors, default));
        return this;
    }

    internal override void Prepare()
    {
        if (_drawn)
            return;
        _drawn = true;
        var names = _rows.Where(r => r.Name is not null).Select(r => Lettering.Measure(r.Name!, ChartStyle.LegendSize) + Gap + 2).DefaultIfEmpty(0).Max();
        var widest = _rows.SelectMany(r => r.Captions).Concat(_columnNames).Select(t => Lettering.Measure(t, ChartStyle.CaptionSize)).DefaultIfEmpty(0).Max();
        var pitch = MathF.Round(Math.Max(_cell, widest) + Gap);
        // A caption can be wider than its image.
        var left = MathF.Ceiling(names + Math.Max(0, (widest - _cell) / 2));
        var cellHeight = MathF.Round(_cell * _imageHeight / _imageWidth);
        float y = 0;
        if (_columnNames.Count > 0)
        {
            for (var i = 0; i < _columnNames.Count; i++)
                Write(_columnNames[i], left + (i * pitch) + (_cell / 2), CaptionHeight / 2, Alignment.MiddleCenter, ChartStyle.CaptionSize);
            y += CaptionHeight;
        }

        foreach (var row in _rows)
        {
            if (row.Images.Count == 0)
            {
                y += GroupGap;
                continue;
            }

            if (row.Name is not null)
                Write(row.Name, names - Gap - 2, y + (cellHeight / 2), Alignment.MiddleRight, ChartStyle.LegendSize);
            for (var i = 0; i < row.Images.Count; i++)
                Show(row, i, left + (i * pitch), y, cellHeight);
            y += cellHeight + (row.Captions.Count > 0 ? CaptionHeight : 0) + Gap;
        }

        Width = left + ((_rows.Max(r => r.Images.Count) - 1) * pitch) + _cell + MathF.Ceiling(Math.Max(0, (widest - _cell) / 2)) + 1;
        Height = y - Gap + 1;
        Axes.SetLimits(0, Width, -Height, 0);
    }

    private void Show(ImageRow row, int index, float x, float y, float height)
    {
        var times = Math.Max(1, Sharpness / Math.Max(_imageWidth, _imageHeight));
        var values = new double[times * _imageHeight, times * _imageWidth];
        for (var i = 0; i < values.Length; i++)
        {
            var (down, right) = Math.DivRem(i, times * _imageWidth);
            values[down, right] = row.Images[index][(down / times * _imageWidth) + (right / times)];
        }

        var place = new CoordinateRect(x, x + _cell, -y - height, -y);
        var image = Add.Heatmap(values);
        image.Rectangle = place;
        (image.Colormap, image.ManualRange, image.NaNCellColor) = (row.Colors, row.Range, ChartStyle.Missing);
        var frame = Add.Rectangle(place);
        (frame.FillColor, frame.LineColor, frame.LineWidth) = (ScottPlot.Colors.Transparent, ChartStyle.Mist, 1);
        if (row.Captions.Count > 0)
            Write(row.Captions[index], x + (_cell / 2), y + height + (CaptionHeight / 2), Alignment.MiddleCenter, ChartStyle.CaptionSize);
    }

    private void Write(string text, float x, float y, Alignment alignment, float size)
    {
        var label = Add.Text(text, x, -y);
        (label.LabelAlignment, label.LabelFontSize, label.LabelFontColor) = (alignment, size, ChartStyle.Ink);
    }

    private static ScottPlot.Range RangeOf(IReadOnlyList<float[]> images)
    {
        float[] values = [.. images.SelectMany(i => i).Where(float.IsFinite).DefaultIfEmpty(0)];
        return new ScottPlot.Range(values.Min(), values.Max());
    }

    /// <summary>A row of images; without images the room between two groups of rows.</summary>
    private sealed record ImageRow(string? Name, IReadOnlyList<float[]> Images, IReadOnlyList<string> Captions, IColormap Colors, ScottPlot.Range Range);
}
