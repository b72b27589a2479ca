namespace Samples.Shared;

/// <summary>Stretches a block of pixels over a rectangle of the target.</summary>
internal static class ImagePainter
{
    /// <summary>Paints the image; smooth takes the bilinear mean of the four nearest pixel centres, otherwise pixels stay squares.</summary>
    public static void Paint(Raster target, Rect bounds, Raster image, bool smooth, Rect clip)
    {
        double left = Math.Max(Math.Max(bounds.X, clip.X), 0);
        double right = Math.Min(Math.Min(bounds.Right, clip.Right), target.Width);
        double top = Math.Max(Math.Max(bounds.Y, clip.Y), 0);
        double bottom = Math.Min(Math.Min(bounds.Bottom, clip.Bottom), target.Height);
        if (left >= right || top >= bottom)
        {
            return;
        }
        for (int y = (int)Math.Floor(top); y < (int)Math.Ceiling(bottom); y++)
        {
            double rows = Math.Min(y + 1, bottom) - Math.Max(y, top);
            double v = (y + 0.5 - bounds.Y) / bounds.Height * image.Height;
            for (int x = (int)Math.Floor(left); x < (int)Math.Ceiling(right); x++)
            {
                double columns = Math.Min(x + 1, right) - Math.Max(x, left);
                double u = (x + 0.5 - bounds.X) / bounds.Width * image.Width;
                Color color = smooth ? Between(image, u - 0.5, v - 0.5) : Nearest(image, u, v);
                target.Blend(x, y, color, rows * columns);
            }
        }
    }

    private static Color Nearest(Raster image, double u, double v) =>
        image[Math.Clamp((int)Math.Floor(u), 0, image.Width - 1), Math.Clamp((int)Math.Floor(v), 0, image.Height - 1)];

    private static Color Between(Raster image, double u, double v)
    {
        u = Math.Clamp(u, 0, image.Width - 1);
        v = Math.Clamp(v, 0, image.Height - 1);
        int x = Math.Min((int)u, Math.Max(0, image.Width - 2));
        int y = Math.Min((int)v, Math.Max(0, image.Height - 2));
        int x1 = Math.Min(x + 1, image.Width - 1);
        int y1 = Math.Min(y + 1, image.Height - 1);
        (Color a, Color b, Color c, Color d) = (image[x, y], image[x1, y], image[x, y1], image[x1, y1]);
        if (Math.Min(Math.Min(a.A, b.A), Math.Min(c.A, d.A)) == 0)
        {
            // A pixel without a value has no colour to mix in.
            return Nearest(image, u + 0.5, v + 0.5);
        }
        Color upper = a.Mix(b, u - x);
        Color lower = c.Mix(d, u - x);
        return upper.Mix(lower, v - y);
    }
}
