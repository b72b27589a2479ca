namespace Samples.Shared;

/// <summary>A ramp of colours over 0..1.</summary>
public sealed class Colormap
{
    private const int Steps = 1024;

    private readonly Color[] _table;

    private Colormap(string name, Color[] table)
    {
        Name = name;
        _table = table;
    }

    /// <summary>Dark violet over blue and green to light yellow; lightness grows evenly, so it also reads in grey.</summary>
    public static Colormap Sequential { get; } = Create("sequential", t =>
    {
        // Teal, in the middle, is where the screen's gamut is narrowest: the chroma dips there, without a visible step.
        double chroma = 0.105 + (0.025 * (1 - t) * (1 - t)) + (0.065 * Math.Pow(t, 4));
        return OkLab.FromLch(0.22 + (0.71 * t), chroma, 305 - (200 * Math.Pow(t, 1.15)));
    });

    /// <summary>Blue for the lower half, red for the upper, near white in the middle.</summary>
    public static Colormap Diverging { get; } = Create("diverging", t =>
    {
        double side = Math.Abs((2 * t) - 1);
        return OkLab.FromLch(0.97 - (0.55 * side), 0.17 * Math.Pow(side, 0.8), t < 0.5 ? 255 : 32);
    });

    /// <summary>Black to white.</summary>
    public static Colormap Grey { get; } = Create("grey", t =>
    {
        byte level = (byte)Math.Round(255 * t);
        return new Color(level, level, level);
    });

    /// <summary>White to black: strokes of a pen on paper.</summary>
    public static Colormap Paper { get; } = Grey.Reversed("paper");

    /// <summary>What the map is called.</summary>
    public string Name { get; }

    /// <summary>Makes a map from a function of 0..1.</summary>
    public static Colormap Create(string name, Func<double, Color> color)
    {
        var table = new Color[Steps];
        for (int i = 0; i < Steps; i++)
        {
            table[i] = color(i / (double)(Steps - 1));
        }
        return new Colormap(name, table);
    }

    /// <summary>The colour at a share in 0..1; values outside take the end colours, NaN is an error.</summary>
    public Color At(double share)
    {
        if (double.IsNaN(share))
        {
            throw new ArgumentOutOfRangeException(nameof(share), "NaN has no colour.");
        }
        return _table[(int)Math.Round(Math.Clamp(share, 0, 1) * (Steps - 1))];
    }

    /// <summary>The colour of a value on a scale from <paramref name="min"/> to <paramref name="max"/>; an empty scale gives the middle.</summary>
    public Color At(double value, double min, double max) => At(max > min ? (value - min) / (max - min) : 0.5);

    /// <summary>The same colours from the other end.</summary>
    public Colormap Reversed(string? name = null)
    {
        var table = (Color[])_table.Clone();
        Array.Reverse(table);
        return new Colormap(name ?? Name + " reversed", table);
    }
}
