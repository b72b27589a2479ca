using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class ColormapTests
{
    [Fact]
    public void GreyRunsFromBlackToWhiteAndPaperBack()
    {
        Assert.Equal(Color.Black, Colormap.Grey.At(0));
        Assert.Equal(Color.White, Colormap.Grey.At(1));
        Assert.Equal(Color.White, Colormap.Paper.At(0));
        Assert.Equal(Color.Black, Colormap.Paper.At(1));
        Assert.Equal(128, Colormap.Grey.At(0.5).R, tolerance: 1);
    }

    [Fact]
    public void SequentialGrowsEvenlyInLightness()
    {
        double[] lightness = [.. Enumerable.Range(0, 101).Select(i => OkLab.Lightness(Colormap.Sequential.At(i / 100.0)))];

        Assert.Equal(0.22, lightness[0], tolerance: 0.01);
        Assert.Equal(0.93, lightness[100], tolerance: 0.01);
        Assert.All(lightness.Zip(lightness.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0.002, 0.012));
    }

    [Fact]
    public void NeighbouringColoursOfAMapAreClose()
    {
        foreach (Colormap map in new[] { Colormap.Sequential, Colormap.Diverging, Colormap.Grey })
        {
            for (int i = 0; i < 256; i++)
            {
                Color a = map.At(i / 256.0);
                Color b = map.At((i + 1) / 256.0);
                int step = Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));
                Assert.True(step <= 8, $"{map.Name} jumps by {step} at {i}/256");
            }
        }
    }

    [Fact]
    public void DivergingIsBlueBelowRedAboveAndLightBetween()
    {
        Color low = Colormap.Diverging.At(-1, -1, 1);
        Color high = Colormap.Diverging.At(1, -1, 1);
        Color middle = Colormap.Diverging.At(0, -1, 1);

        Assert.True(low.B > low.R + 60);
        Assert.True(high.R > high.B + 60);
        Assert.True(Math.Min(middle.R, Math.Min(middle.G, middle.B)) > 235);
        Assert.Equal(OkLab.Lightness(low), OkLab.Lightness(high), tolerance: 0.02);
    }

    [Fact]
    public void ValuesBeyondTheScaleTakeItsEndsAndNaNIsAnError()
    {
        Assert.Equal(Colormap.Sequential.At(1), Colormap.Sequential.At(7, 0, 5));
        Assert.Equal(Colormap.Sequential.At(0), Colormap.Sequential.At(double.NegativeInfinity, 0, 5));
        Assert.Equal(Colormap.Sequential.At(0.5), Colormap.Sequential.At(3, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Colormap.Grey.At(double.NaN));
    }

    [Fact]
    public void CategoricalColoursDifferAndRepeat()
    {
        Assert.Equal(Palette.Count, Enumerable.Range(0, Palette.Count).Select(Palette.At).Distinct().Count());
        Assert.Equal(Palette.At(0), Palette.At(Palette.Count));
    }

    [Theory]
    [InlineData("#0072B2", 0x00, 0x72, 0xB2)]
    [InlineData("ffffff", 255, 255, 255)]
    public void HexColours(string hex, byte r, byte g, byte b)
    {
        Assert.Equal(new Color(r, g, b), Color.FromHex(hex));
        Assert.Equal('#' + hex.TrimStart('#').ToLowerInvariant(), Color.FromHex(hex).ToHex());
    }

    [Theory]
    [InlineData("#0072B")]
    [InlineData("rot")]
    [InlineData("#00zz00")]
    public void WhatIsNoHexColourIsAnError(string hex) => Assert.Throws<FormatException>(() => Color.FromHex(hex));
}
