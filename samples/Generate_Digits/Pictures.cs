using System.Globalization;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Samples.Shared;
using ScottPlot;

namespace Generate_Digits;

/// <summary>The pictures that the sample draws: one method each.</summary>
internal static class Pictures
{
    public const int Columns = 12;
    private const int Filters = 48;

    /// <summary>Digits that people wrote, digits that the machine drew, and one chain as it goes on.</summary>
    public static Chart Samples(IReadOnlyList<float[]> real, IReadOnlyList<float[]> drawn, IReadOnlyList<float[]> chain, int thin)
    {
        var sheet = Sheet("Digits that people wrote, and digits that the machine drew");
        Rows(sheet, "people", real);
        sheet.NextGroup();
        Rows(sheet, "machine", drawn);
        sheet.NextGroup();
        return sheet.Row("one chain", chain, chain.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"sweep {i * thin}")));
    }

    /// <summary>Upper halves of digits, and whole digits that the machine makes of them.</summary>
    public static Chart Halves(float[][] digits, IReadOnlyList<float[][]> answers)
    {
        var sheet = Sheet("The upper half is given, the machine draws the lower one").Row("given", HalfGiven.Questions(digits));
        sheet.NextGroup();
        Rows(sheet, "machine", [.. answers.SelectMany(answer => answer)]);
        sheet.NextGroup();
        return sheet.Row("what was written", digits);
    }

    /// <summary>What the strongest hidden units look for: their weights to each pixel.</summary>
    public static Chart Weights(RestrictedBoltzmannEnergy machine)
    {
        var weights = machine.Weights.ToArray();
        var units = Enumerable.Range(0, machine.HiddenUnits)
            .Select(unit => Enumerable.Range(0, machine.Dimension).Select(pixel => weights[(pixel * machine.HiddenUnits) + unit]).ToArray())
            .OrderByDescending(filter => filter.Sum(w => w * w))
            .Take(Filters)
            .Select(filter => Array.ConvertAll(filter, w => w / filter.Max(Math.Abs)));
        return new ImageGrid("Weights of the strongest hidden units: ink that they ask for (red) and forbid (blue)", ModelInput.Side, ModelInput.Side, 56)
            .Colors(ChartStyle.Signed, -1, 1)
            .Fill(units, Columns);
    }

    /// <summary>What the training said of itself.</summary>
    public static Sheet Training(Trace trace) => new Sheet("Training")
        .Row(
            new Chart("Pseudo-log-likelihood", 460, 320).Labels("epoch", "nats a digit").Keys(Alignment.LowerRight)
                .Line(trace.Likelihood, ChartStyle.Blue, "training digits"),
            new Chart("Free energy", 460, 320).Labels("epoch", "nats").Keys(Alignment.UpperRight)
                .Line(trace.Data, ChartStyle.Blue, "of the digits: pushed down").Line(trace.Chains, ChartStyle.Vermilion, "of the chains: pushed up"));

    private static ImageGrid Sheet(string title) => new ImageGrid(title, ModelInput.Side, ModelInput.Side, 56).Colors(ChartStyle.Paper, 0, 1);

    private static void Rows(ImageGrid sheet, string name, IReadOnlyList<float[]> digits)
    {
        foreach (var (row, index) in digits.Chunk(Columns).Select((row, index) => (row, index)))
            sheet.Row(index == 0 ? name : null, row);
    }
}
