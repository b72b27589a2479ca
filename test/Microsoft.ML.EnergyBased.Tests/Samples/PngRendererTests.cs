using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class PngRendererTests
{
    private static readonly Color Red = new(200, 30, 40);

    [Theory]
    [InlineData(1, 31, 17)]
    [InlineData(2, 62, 34)]
    [InlineData(1.5, 46, 26)]
    public void SizeFollowsFromTheScale(double scale, int width, int height)
    {
        PngFile png = PngFile.Render(new Drawing(31, 17), scale);

        Assert.Equal((width, height), (png.Width, png.Height));
        Assert.False(png.HasOpacity);
        Assert.Equal(Color.White, png[0, 0]);
        Assert.Equal(Color.White, png[width - 1, height - 1]);
    }

    [Fact]
    public void RectangleCoversItsPixelsAndNoOther()
    {
        var drawing = new Drawing(10, 10);
        drawing.Rectangle(new Rect(2, 3, 4, 5), Red);

        PngFile png = PngFile.Render(drawing);

        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 10; x++)
            {
                Assert.Equal(x is >= 2 and < 6 && y is >= 3 and < 8 ? Red : Color.White, png[x, y]);
            }
        }
    }

    [Fact]
    public void EdgesWithinAPixelAreMixedByArea()
    {
        var drawing = new Drawing(4, 4);
        drawing.Rectangle(new Rect(1, 1, 1.5, 1.25), Color.Black);

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(0, png[1, 1].R);
        Assert.InRange(png[2, 1].R, 127, 128);
        Assert.InRange(png[1, 2].R, 191, 192);
        Assert.InRange(png[2, 2].R, 223, 224);
        Assert.Equal(255, png[3, 1].R);
    }

    [Fact]
    public void ClippedShapesStayInside()
    {
        var drawing = new Drawing(10, 10);
        drawing.Clipped(new Rect(3, 3, 2, 2), () => drawing.Circle((4, 4), 20, Red));
        drawing.Rectangle(new Rect(9, 9, 1, 1), Color.Black);

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(Red, png[3, 3]);
        Assert.Equal(Red, png[4, 4]);
        Assert.Equal(Color.White, png[2, 3]);
        Assert.Equal(Color.White, png[5, 4]);
        Assert.Equal(Color.Black, png[9, 9]);
    }

    [Fact]
    public void InkOfACircleAndAPolygonMatchesTheirAreas()
    {
        var circle = new Drawing(60, 60);
        circle.Circle((30.3, 29.6), 20, Color.Black);
        var triangle = new Drawing(60, 60);
        triangle.Polygon([(5, 5), (55.5, 10), (20, 52.25)], Color.Black);
        double area = Math.Abs((50.5 * 47.25) - (15 * 5)) / 2;

        Assert.Equal(Math.PI * 400, Ink(circle), tolerance: 2);
        Assert.Equal(area, Ink(triangle), tolerance: 2);
    }

    [Fact]
    public void LineHasItsWidthAndATranslucentOneDoesNotDarkenWhereItTurns()
    {
        var drawing = new Drawing(40, 40);
        drawing.Polyline([(5, 20), (35, 20), (20, 20)], new Stroke(Color.Black.WithOpacity(0.5), 4));

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(4 * 127.5, Enumerable.Range(0, 40).Sum(y => 255.0 - png[25, y].R), tolerance: 4);
        Assert.Equal(png[10, 20], png[30, 20]);
    }

    [Fact]
    public void DashesLeaveGaps()
    {
        var drawing = new Drawing(100, 9);
        drawing.Line((10, 4.5), (90, 4.5), new Stroke(Color.Black, 2, [10, 10]));

        PngFile png = PngFile.Render(drawing);

        Assert.Equal([0, 255, 0, 255, 0, 255, 0, 255], Enumerable.Range(0, 8).Select(i => (int)png[15 + (10 * i), 4].R));
    }

    [Fact]
    public void ImageBlocksKeepTheirPixels()
    {
        var image = new Raster(2, 2)
        {
            [0, 0] = Red,
            [1, 0] = Color.Black,
            [0, 1] = new Color(1, 2, 3),
            [1, 1] = new Color(250, 251, 252),
        };
        var drawing = new Drawing(20, 20);
        drawing.Image(new Rect(4, 4, 12, 12), image);

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(Red, png[4, 4]);
        Assert.Equal(Red, png[9, 9]);
        Assert.Equal(Color.Black, png[10, 9]);
        Assert.Equal(new Color(1, 2, 3), png[9, 10]);
        Assert.Equal(new Color(250, 251, 252), png[15, 15]);
        Assert.Equal(Color.White, png[16, 15]);
    }

    [Fact]
    public void SmoothImagesInterpolateBetweenPixelCentres()
    {
        var image = new Raster(2, 1) { [0, 0] = Color.Black, [1, 0] = Color.White };
        var drawing = new Drawing(41, 4);
        drawing.Image(new Rect(0, 0, 41, 4), image, smooth: true);

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(0, png[3, 1].R);
        Assert.InRange(png[20, 1].R, 127, 128);
        Assert.Equal(255, png[38, 1].R);
    }

    [Fact]
    public void ATransparentSheetIsWrittenWithOpacity()
    {
        var drawing = new Drawing(6, 6) { Background = Color.White.WithOpacity(0) };
        drawing.Rectangle(new Rect(0, 0, 3, 6), Red.WithOpacity(0.5));

        PngFile png = PngFile.Render(drawing);

        Assert.True(png.HasOpacity);
        Assert.Equal(Red with { A = 128 }, png[1, 1]);
        Assert.Equal(0, png[4, 4].A);
    }

    [Fact]
    public void ArbitraryPixelsSurviveEveryRowFilter()
    {
        var random = new Random(5);
        var image = new Raster(50, 60);
        for (int y = 0; y < 60; y++)
        {
            for (int x = 0; x < 50; x++)
            {
                // Smooth, noisy and flat bands, so that each filter is the best one somewhere.
                image[x, y] = (y / 12) switch
                {
                    0 => new Color((byte)(5 * x), (byte)y, 9),
                    1 => new Color((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)),
                    2 => new Color((byte)((3 * x) + (2 * y)), (byte)(x + y), (byte)(x * y / 20)),
                    3 => Red,
                    _ => new Color((byte)((x * x / 11) + (y * y / 13)), (byte)(120 + (30 * Math.Sin(x * 0.3))), (byte)(random.Next(8) + (2 * x) + y)),
                };
            }
        }
        var drawing = new Drawing(50, 60);
        drawing.Image(new Rect(0, 0, 50, 60), image);

        PngFile png = PngFile.Render(drawing);

        Assert.True(png.Filters.Count >= 4, $"only filters {string.Join(',', png.Filters)}");
        for (int y = 0; y < 60; y++)
        {
            for (int x = 0; x < 50; x++)
            {
                Assert.Equal(image[x, y], png[x, y]);
            }
        }
    }

    private static double Ink(Drawing drawing)
    {
        PngFile png = PngFile.Render(drawing);
        double ink = 0;
        for (int y = 0; y < png.Height; y++)
        {
            for (int x = 0; x < png.Width; x++)
            {
                ink += (255 - png[x, y].R) / 255.0;
            }
        }
        return ink;
    }
}
