namespace Samples.Shared;

/// <summary>A picture, or a part of a <see cref="Sheet"/>.</summary>
public abstract class Panel
{
    private const double Padding = 16;

    /// <summary>The room the panel takes.</summary>
    public abstract PanelSize Measure();

    /// <summary>Draws the panel with its inner area's upper left corner at <paramref name="origin"/>; margins lie outside of it.</summary>
    public abstract void Draw(Drawing drawing, Point origin);

    /// <summary>The panel as a picture of its own.</summary>
    public Drawing Render()
    {
        PanelSize size = Measure();
        var drawing = new Drawing(Math.Ceiling(size.OuterWidth + (2 * Padding)), Math.Ceiling(size.OuterHeight + (2 * Padding)));
        Draw(drawing, (Math.Round(Padding + size.Left), Math.Round(Padding + size.Top)));
        return drawing;
    }

    /// <summary>Writes the picture, as PNG or SVG by the extension of the file's name, and makes its folder if needed.</summary>
    /// <param name="path">A name that ends in .png or .svg.</param>
    /// <param name="scale">Pixels a unit in a PNG.</param>
    /// <exception cref="SampleException">The extension is another one, or the file cannot be written.</exception>
    public void Save(string path, double scale = 2)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".png" or ".svg"))
        {
            throw new SampleException($"A picture is saved as .png or .svg, which '{path}' is not.");
        }
        Drawing drawing = Render();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using FileStream file = File.Create(path);
            if (extension == ".png")
            {
                PngRenderer.Write(drawing, file, scale);
            }
            else
            {
                SvgRenderer.Write(drawing, file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"Cannot write the picture '{path}': {e.Message}", e);
        }
    }
}
