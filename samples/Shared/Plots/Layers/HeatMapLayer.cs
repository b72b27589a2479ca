namespace Samples.Shared;

/// <summary>A grid as colours.</summary>
internal sealed class HeatMapLayer(ScalarGrid grid, Colormap colors, double min, double max, string? label, bool showBar) : PlotLayer
{
    public override IEnumerable<Point> Extent => [(grid.Shape.XMin, grid.Shape.YMin), (grid.Shape.XMax, grid.Shape.YMax)];

    public override IEnumerable<Point> Occupied => [];

    public override bool IsTight => true;

    public override ColorBar? ColorBar
    {
        get
        {
            if (!showBar)
            {
                return null;
            }
            (double least, double most) = grid.Range();
            double hair = 1e-6 * (max - min);
            return new ColorBar(colors, min, max, label, OpenBelow: least < min - hair, OpenAbove: most > max + hair);
        }
    }

    public override void Draw(Drawing drawing, PlotArea area)
    {
        if (area.X.IsLogarithmic || area.Y.IsLogarithmic)
        {
            throw new InvalidOperationException("A heat map needs linear axes.");
        }
        GridShape shape = grid.Shape;
        var image = new Raster(shape.Columns, shape.Rows);
        for (int row = 0; row < shape.Rows; row++)
        {
            for (int column = 0; column < shape.Columns; column++)
            {
                double value = grid[column, row];
                if (!double.IsNaN(value))
                {
                    image[column, shape.Rows - 1 - row] = colors.At(value, min, max);
                }
            }
        }
        // Pixel centres are the grid's points, so the image reaches half a step over its border (and is clipped there).
        Point upperLeft = area.Map(shape.At(-0.5, shape.Rows - 0.5));
        Point lowerRight = area.Map(shape.At(shape.Columns - 0.5, -0.5));
        drawing.Image(new Rect(upperLeft.X, upperLeft.Y, lowerRight.X - upperLeft.X, lowerRight.Y - upperLeft.Y), image, smooth: true);
    }
}
