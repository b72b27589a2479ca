using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class ImageGridTests
{
    [Fact]
    public void ImagesStandInRowsWithTheirCaptions()
    {
        float[][] images = [.. Enumerable.Range(0, 7).Select(i => new float[] { i, 0, 0, 0, 0, 6 })];

        Drawing drawing = new ImageGrid("Sheet", 3, 2, cell: 30).Fill(images, 3, images.Select(i => $"n{i[0]}")).Render();

        ImageShape[] blocks = [.. drawing.Shapes.OfType<ImageShape>()];
        Assert.Equal(7, blocks.Length);
        Assert.All(blocks, b => Assert.Equal((30, 20), (b.Bounds.Width, b.Bounds.Height)));
        Assert.Equal(3, blocks.Select(b => b.Bounds.Y).Distinct().Count());
        Assert.Equal(3, blocks.Select(b => b.Bounds.X).Distinct().Count());
        foreach ((ImageShape block, int i) in blocks.Select((b, i) => (b, i)))
        {
            TextShape caption = drawing.Shapes.OfType<TextShape>().Single(t => t.Text == $"n{i}");
            Assert.Equal(block.Bounds.Center.X, caption.Position.X);
            Assert.InRange(caption.Position.Y, block.Bounds.Bottom, block.Bounds.Bottom + 8);
            // One scale for all: paper is white at 0 and black at 6.
            Assert.Equal(Colormap.Paper.At(i / 6.0), block.Image[0, 0]);
            Assert.Equal(Color.Black, block.Image[2, 1]);
        }
    }

    [Fact]
    public void RowsWithoutARangeUseTheirOwnAndColoursHoldForWhatFollows()
    {
        Drawing drawing = new ImageGrid(null, 1, 2)
            .Row("own", [[0, 2], [1, 4]])
            .Colors(Colormap.Grey, -1, 1)
            .Row("fixed", [[-1, 1], [-5, float.NaN]])
            .Render();

        Raster[] images = [.. drawing.Shapes.OfType<ImageShape>().Select(i => i.Image)];
        Assert.Equal(Colormap.Paper.At(0.5), images[0][0, 1]);
        Assert.Equal(Color.Black, images[1][0, 1]);
        Assert.Equal(Color.Black, images[2][0, 0]);
        Assert.Equal(Color.White, images[2][0, 1]);
        Assert.Equal(Color.Black, images[3][0, 0]);
        Assert.Equal(0, images[3][0, 1].A);
    }

    [Fact]
    public void PixelsOfAnImageAreWholeSquares()
    {
        Drawing drawing = new ImageGrid(null, 2, 2, cell: 40).Colors(Colormap.Grey, 0, 1).Row(null, [[0, 1, 1, 0]]).Render();
        Rect at = drawing.Shapes.OfType<ImageShape>().Single().Bounds;

        PngFile png = PngFile.Render(drawing);

        Assert.Equal(Color.Black, png[(int)at.X + 2, (int)at.Y + 2]);
        Assert.Equal(Color.Black, png[(int)at.X + 19, (int)at.Y + 19]);
        Assert.Equal(Color.White, png[(int)at.X + 20, (int)at.Y + 19]);
        Assert.Equal(Color.Black, png[(int)at.X + 21, (int)at.Y + 21]);
    }

    [Fact]
    public void MistakesAreErrors()
    {
        Assert.Throws<ArgumentException>(() => new ImageGrid(null, 8, 8).Row(null, [new float[63]]));
        Assert.Throws<ArgumentException>(() => new ImageGrid(null, 1, 1).Row(null, [[1f]], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new ImageGrid(null, 1, 1).Colors(Colormap.Grey, 1, 0));
        Assert.Throws<InvalidOperationException>(() => new ImageGrid("empty", 8, 8).Render());
    }
}
