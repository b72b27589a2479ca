using System.Globalization;
using Samples.Shared;

namespace AnomalyDetection_Digits;

/// <summary>The least and the most odd digits, with their reconstructions and the pixels that made them odd.</summary>
internal static class ContactSheet
{
    public static Chart Draw(IReadOnlyList<(LabelledInput Digit, ModelOutput Output)> scored, int columns)
    {
        var ordered = scored.OrderBy(s => s.Output.Energy).ToArray();
        var sheet = new ImageGrid("Energy of handwritten digits", ModelInput.Side, ModelInput.Side, cell: 64);
        Add(sheet, "the least odd", ordered[..columns]);
        sheet.NextGroup();
        Add(sheet, "the most odd", [.. ordered[^columns..].Reverse()]);
        return sheet;
    }

    private static void Add(ImageGrid sheet, string name, (LabelledInput Digit, ModelOutput Output)[] digits)
    {
        sheet.Colors(ChartStyle.Paper, 0, 16)
            .Row(name, digits.Select(d => d.Digit.Pixels), digits.Select(d => string.Create(CultureInfo.InvariantCulture, $"a {d.Digit.Digit}, E = {d.Output.Energy:F0}")))
            .Colors(ChartStyle.Paper)
            .Row("reconstruction", digits.Select(d => d.Output.Reconstruction));
        // The free energy of a Boltzmann machine has no part for each pixel.
        if (digits[0].Output.FeatureEnergy.Length > 0)
            sheet.Colors(ChartStyle.Heights, 0, 128).Row("energy of each pixel", digits.Select(d => d.Output.FeatureEnergy));
    }
}
