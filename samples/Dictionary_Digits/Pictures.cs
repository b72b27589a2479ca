using System.Globalization;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Samples.Shared;
using ScottPlot;

namespace Dictionary_Digits;

/// <summary>The pictures that the sample draws: one method each.</summary>
internal static class Pictures
{
    private const int Columns = 12;
    private const int Parts = 9;

    /// <summary>The atoms, those of the most digits first, with the share of the held-out digits that take part of them.</summary>
    public static Chart Atoms(Trial trial)
    {
        var atoms = AtomsOf(trial);
        var used = Enumerable.Range(0, atoms.Length)
            .Select(k => (Atom: k, Share: trial.Outputs.Count(o => o.Latent[k] != 0) / (double)trial.Outputs.Count))
            .OrderByDescending(u => u.Share)
            .ToArray();
        return new ImageGrid(Text($"Atoms learnt with λ = {trial.Sparsity}: ink that they add (red) and take away (blue); the share of digits that use each"), ModelInput.Side, ModelInput.Side, 56)
            .Colors(ChartStyle.Signed, -1, 1)
            .Fill(used.Select(u => Scaled(atoms[u.Atom])), Columns, used.Select(u => Text($"{u.Share:P0}")));
    }

    /// <summary>Digits that were held out, and their reconstructions from few atoms to many.</summary>
    public static Chart Reconstructions(IReadOnlyList<ModelInput> digits, IReadOnlyList<Trial> trials, int first)
    {
        var sheet = new ImageGrid("Held-out digits, and what they become; below each the number of atoms that it takes", ModelInput.Side, ModelInput.Side, 60)
            .Colors(ChartStyle.Paper, 0, 1)
            .Row("digit", digits.Skip(first).Take(Columns).Select(d => d.Features));
        sheet.NextGroup();
        foreach (var trial in trials.OrderByDescending(t => t.Sparsity))
        {
            var outputs = trial.Outputs.Skip(first).Take(Columns).ToArray();
            sheet.Row(Text($"λ = {trial.Sparsity}"), outputs.Select(o => Ink(o.Reconstruction)), outputs.Select(o => Text($"{o.ActiveAtoms}")));
        }
        return sheet;
    }

    /// <summary>Codes: a digit, its reconstruction, and the atoms that it is the sum of, each with its value in the code.</summary>
    public static Chart Codes(IReadOnlyList<ModelInput> digits, Trial trial, int first)
    {
        var atoms = AtomsOf(trial);
        var sheet = new ImageGrid(Text($"Codes with λ = {trial.Sparsity}: a digit, its reconstruction, and its atoms, each with its share in the sum"), ModelInput.Side, ModelInput.Side, 60)
            .Columns(["digit", "sum", .. Enumerable.Range(1, Parts).Select(i => Text($"{i}."))]);
        for (var i = first; i < first + 6; i++)
        {
            var output = trial.Outputs[i];
            var parts = Enumerable.Range(0, atoms.Length).Where(k => output.Latent[k] != 0).OrderByDescending(k => Math.Abs(output.Latent[k])).Take(Parts).ToArray();
            // Ink on the scale of the atoms: what they add is red.
            sheet.Colors(ChartStyle.Signed, -1, 1).Row(
                Text($"{output.ActiveAtoms} atoms"),
                [digits[i].Features, Ink(output.Reconstruction), .. parts.Select(k => Scaled(atoms[k]))],
                ["", Text($"F {output.Energy:F2}"), .. parts.Select(k => Text($"{output.Latent[k]:F2}"))]);
        }
        return sheet;
    }

    /// <summary>What is lost, against the numbers that it takes to write a digit down.</summary>
    public static Chart Sparsity(IReadOnlyList<Trial> trials, IReadOnlyList<Point> subspaces)
    {
        var chart = new Chart("Reconstruction against sparsity", 620, 420)
            .Labels("numbers a digit that are not 0", "root mean squared error of a pixel")
            .Line(subspaces, ChartStyle.Vermilion, "principal subspace of so many components", pattern: LinePattern.DenselyDashed)
            .Line([.. trials.OrderBy(t => t.ActiveAtoms).Select(t => new Point(t.ActiveAtoms, t.Error))], ChartStyle.Blue, "sparse code of a mean of so many atoms", markers: true)
            .Keys(Alignment.UpperRight)
            .Limits(left: 0, right: 1.1 * trials.Max(t => t.ActiveAtoms));
        foreach (var trial in trials)
            chart.Note(new Point(trial.ActiveAtoms, trial.Error), Text($"λ = {trial.Sparsity}"), right: -52, down: 12);
        return chart;
    }

    private static float[][] AtomsOf(Trial trial) => [.. ((SparseCodingEnergy)trial.Model.Energy).Atoms.ToArray().Chunk(ModelInput.Pixels)];

    // The strongest pixel of an atom in full colour.
    private static float[] Scaled(float[] atom) => Array.ConvertAll(atom, x => x / Math.Max(atom.Max(Math.Abs), 1e-6f));

    private static float[] Ink(float[] reconstruction) => Array.ConvertAll(reconstruction, x => Math.Clamp(x, 0, 1));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
