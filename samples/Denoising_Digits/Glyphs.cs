using Samples.Shared;

namespace Denoising_Digits;

/// <summary>The ten digits as a pen writes them: knots of each stroke in a box of 1×1, y pointing down.</summary>
internal static class Glyphs
{
    public static IReadOnlyList<Point[][]> Digits { get; } =
    [
        [[(.5, .05), (.2, .2), (.12, .5), (.2, .8), (.5, .95), (.8, .8), (.88, .5), (.8, .2), (.5, .05)]],
        [[(.3, .25), (.55, .05), (.55, .5), (.55, .95)]],
        [[(.15, .25), (.35, .06), (.65, .06), (.82, .27), (.65, .52), (.35, .75), (.12, .94), (.5, .94), (.88, .94)]],
        [[(.18, .14), (.45, .04), (.75, .12), (.75, .36), (.45, .48), (.8, .6), (.82, .85), (.5, .97), (.15, .86)]],
        [[(.62, .05), (.38, .36), (.12, .66), (.5, .66), (.9, .66)], [(.65, .35), (.65, .65), (.65, .96)]],
        [[(.8, .06), (.5, .06), (.25, .06), (.22, .25), (.2, .44), (.5, .38), (.8, .55), (.78, .82), (.48, .96), (.15, .86)]],
        [[(.7, .06), (.4, .22), (.2, .5), (.18, .78), (.42, .96), (.72, .88), (.78, .66), (.55, .5), (.3, .58), (.18, .75)]],
        [[(.12, .06), (.5, .06), (.87, .06), (.7, .35), (.5, .65), (.4, .96)]],
        [[(.5, .48), (.2, .3), (.3, .07), (.5, .04), (.7, .07), (.8, .3), (.5, .48), (.15, .7), (.25, .93), (.5, .97), (.75, .93), (.85, .7), (.5, .48)]],
        [[(.8, .3), (.62, .06), (.3, .08), (.18, .3), (.35, .5), (.65, .48), (.8, .28), (.78, .6), (.65, .96)]],
    ];

    /// <summary>A smooth line through knots: the spline of Catmull and Rom.</summary>
    public static Point[] Smooth(IReadOnlyList<Point> knots, int pieces)
    {
        var line = new List<Point>();
        for (var i = 0; i + 1 < knots.Count; i++)
        {
            var (before, from, to, after) = (knots[Math.Max(0, i - 1)], knots[i], knots[i + 1], knots[Math.Min(knots.Count - 1, i + 2)]);
            for (var piece = 0; piece < pieces; piece++)
            {
                var t = piece / (double)pieces;
                line.Add((0.5 * t * (-1 + t * (2 - t)) * before) + ((1 + (0.5 * t * t * ((3 * t) - 5))) * from)
                    + (0.5 * t * (1 + (t * (4 - (3 * t)))) * to) + (0.5 * t * t * (t - 1) * after));
            }
        }

        line.Add(knots[^1]);
        return [.. line];
    }
}
