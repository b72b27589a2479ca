using System.Globalization;
using Microsoft.ML.EnergyBased.Energies;
using Samples.Shared;

namespace Generate_Digits;

/// <summary>The pictures that the sample draws: one method each.</summary>
internal static class Pictures
{
    private const int Columns = 12;
    private const int Filters = 48;

    /// <summary>Digits that people wrote, digits that the machine drew, and one chain as it goes on.</summary>
    public static Panel Samples(IReadOnlyList<float[]> real, IReadOnlyList<float[]> drawn, IReadOnlyList<float[]> chain, int thin)
    {
        var sheet = new ImageGrid("Digits that people wrote, and digits that the machine drew", ModelInput.Side, ModelInput.Side, 56).Colors(Colormap.Paper, 0, 1);
        for (var row = 0; row < 3; row++)
            sheet.Row(row == 0 ? "real" : null, real.Skip(row * Columns).Take(Columns));
        sheet.Gap();
        for (var row = 0; row < 4; row++)
            sheet.Row(row == 0 ? "drawn" : null, drawn.Skip(row * Columns).Take(Columns));
        sheet.Gap();
        return sheet.Row("one chain", chain.Take(Columns), Enumerable.Range(0, Math.Min(Columns, chain.Count)).Select(i => string.Create(CultureInfo.InvariantCulture, $"step {i * thin}")));
    }

    /// <summary>What the strongest hidden units look for: their weights to each pixel.</summary>
    public static Panel Weights(RestrictedBoltzmannEnergy machine)
    {
        var weights = machine.Weights.ToArray();
        var units = Enumerable.Range(0, machine.HiddenUnits)
            .Select(unit => Enumerable.Range(0, machine.Dimension).Select(pixel => weights[(pixel * machine.HiddenUnits) + unit]).ToArray())
            .OrderByDescending(filter => filter.Sum(w => w * w))
            .Take(Filters)
            .Select(filter => Array.ConvertAll(filter, w => w / filter.Max(Math.Abs)));
        return new ImageGrid("Weights of the strongest hidden units: ink that they ask for (red) and forbid (blue)", ModelInput.Side, ModelInput.Side, 56)
            .Colors(Colormap.Diverging, -1, 1)
            .Fill(units, Columns);
    }

    /// <summary>What the training said of itself.</summary>
    public static Panel Training(Trace trace) => new Sheet("Training")
        .Fill(
        [
            new Plot("Pseudo-log-likelihood", 460, 320).Labels("epoch", "nats a digit").Line(trace.Likelihood, "training digits", Palette.At(0)),
            new Plot("Free energy", 460, 320).Labels("epoch", "nats")
                .Line(trace.Data, "of the digits: pushed down", Palette.At(0)).Line(trace.Chains, "of the chains: pushed up", Palette.At(1)),
        ], columns: 2);
}
