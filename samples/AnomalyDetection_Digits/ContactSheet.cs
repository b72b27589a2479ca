using System.Globalization;
using Samples.Shared;

namespace AnomalyDetection_Digits;

/// <summary>The least and the most odd digits, with their reconstructions and the pixels that made them odd.</summary>
internal static class ContactSheet
{
    public static Panel Draw(IReadOnlyList<(LabelledInput Digit, ModelOutput Output)> scored, int columns)
    {
        var ordered = scored.OrderBy(s => s.Output.Energy).ToArray();
        return new Sheet("Energy of handwritten digits")
            .Row(Group("Least odd", ordered[..columns]))
            .Row(Group("Most odd", [.. ordered[^columns..].Reverse()]));
    }

    private static ImageGrid Group(string title, (LabelledInput Digit, ModelOutput Output)[] digits)
        => new ImageGrid(title, ModelInput.Side, ModelInput.Side)
            .Columns([.. digits.Select(d => string.Create(CultureInfo.InvariantCulture, $"a {d.Digit.Digit}, E = {d.Output.Energy:F0}"))])
            .Colors(Colormap.Paper, 0, 16)
            .Row("digit", digits.Select(d => d.Digit.Pixels))
            .Row("reconstruction", digits.Select(d => d.Output.Reconstruction))
            .Colors(Colormap.Sequential, 0, 128)
            .Row("energy of each pixel", digits.Select(d => d.Output.FeatureEnergy));
}
