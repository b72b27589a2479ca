using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// Fits, scores and completes with one model at magnitudes that Single hardly holds, and holds what comes out against what
/// was promised: an answer or a clear error, energies that are numbers or +∞, winners that are one of K. The heap is
/// collected after each batch, so that memory written where it should not be ends the process there.
/// </summary>
internal sealed class MagnitudeSweep
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _name;
    private readonly Func<MLContext, IEstimator<ITransformer>> _create;
    private readonly IReadOnlyList<float> _magnitudes;
    private readonly int _count;
    private readonly Dictionary<string, int> _faults = [];

    /// <param name="name">One of <see cref="MagnitudeModels.All"/>.</param>
    /// <param name="magnitudes">Which magnitudes.</param>
    /// <param name="rows">Rows that are fitted and scored at a time.</param>
    internal MagnitudeSweep(string name, IReadOnlyList<float> magnitudes, int rows)
    {
        _count = rows;
        _name = name;
        _create = MagnitudeModels.All[name];
        _magnitudes = magnitudes;
    }

    /// <summary>Those of the full sweep.</summary>
    internal static IReadOnlyList<float> Full { get; } =
        [1e-38f, 1e-30f, 1e-25f, 1e-20f, 1e-15f, 1, 1e15f, 1e16f, 1e17f, 1e18f, 3e18f, 1e19f, 2e19f, 3e19f, 5e19f, 1e20f, 3e20f, 1e21f, 1e22f, 1e23f, 1e24f, 1e25f, 1e30f, 1e35f, 1e38f];

    /// <summary>The oldest generation that is collected after a batch: by default all; what a batch wrote over lies mostly in the youngest.</summary>
    internal int Generation { get; init; } = GC.MaxGeneration;

    internal int Batches { get; private set; }

    internal long ScoredRows { get; private set; }

    internal int Refusals { get; private set; }

    internal long Infinite { get; private set; }

    /// <summary>What was wrong, and how often.</summary>
    internal IReadOnlyDictionary<string, int> Faults => _faults;

    internal void Run()
    {
        var trained = _create(_ml).Fit(MagnitudeModels.View(_ml, MagnitudeRows.Of("uniform", 1, _count, MagnitudeModels.Features, 1)));
        foreach (var magnitude in _magnitudes)
        {
            foreach (var pattern in MagnitudeRows.Patterns)
            {
                var rows = MagnitudeRows.Of(pattern, magnitude, _count, MagnitudeModels.Features, 2);
                Score(trained, rows, $"scoring {pattern} {magnitude}");
                if (Fit(rows, $"fit to {pattern} {magnitude}") is { } fitted)
                    Score(fitted, rows, $"scoring after the fit to {pattern} {magnitude}");
            }

            foreach (var weights in AlteredWeights.Of(trained))
            {
                foreach (var way in MagnitudeRows.Ways)
                    Altered(trained, weights, way, magnitude);
            }
        }
    }

    private ITransformer? Fit(float[][] rows, string what)
    {
        try
        {
            return _create(_ml).Fit(MagnitudeModels.View(_ml, rows));
        }
        catch (InvalidOperationException e) when (e.Message.Contains('\'') || e.Message.Contains("scale the features", StringComparison.OrdinalIgnoreCase))
        {
            Refusals++;
            return null;
        }
        catch (Exception e)
        {
            Note($"{what}: {e.GetType().Name}: {e.Message}");
            return null;
        }
        finally
        {
            Collect();
        }
    }

    private void Altered(ITransformer trained, string weights, string way, double magnitude)
    {
        EnergyBasedTransformer model;
        var what = $"{weights} {way} {magnitude}";
        try
        {
            model = AlteredWeights.Load(((IHostEnvironment)_ml).Register(_name), trained, weights, way, magnitude, 3);
        }
        catch (FormatException)
        {
            Refusals++;
            return;
        }
        catch (Exception e)
        {
            Note($"loading {what}: {e.GetType().Name}: {e.Message}");
            return;
        }

        foreach (var scale in new[] { 1e-20f, 1, 1e19f, 1e25f })
            Score(model, MagnitudeRows.Of("uniform", scale, _count, MagnitudeModels.Features, 4), $"{what}, scoring {scale}");
        Score(model, MagnitudeRows.Of("mixed", 1e20f, _count, MagnitudeModels.Features, 4), $"{what}, scoring mixed");
    }

    private void Score(ITransformer model, float[][] rows, string what)
    {
        // Neighbours that are not finite touch nobody.
        float[][] all = [.. rows, .. new[] { float.NaN, float.PositiveInfinity }.Select(value => new[] { value, 1f, 1, 1, value })];
        try
        {
            var scored = Contracts.ScoredRows.Of(model, MagnitudeModels.View(_ml, all));
            for (var row = 0; row < all.Length; row++)
            {
                if (scored.Fault(row, IsGood(model, all[row])) is { } fault)
                    Note($"{what}: {fault}");
            }

            ScoredRows += scored.Count;
            Infinite += scored.Energies.Count(float.IsPositiveInfinity);
            if (model is EnergyModelTransformer { RowEnergy: var energy })
                Directly(energy, rows, what);
        }
        catch (Exception e)
        {
            Note($"{what}: {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            Collect();
        }
    }

    // Some models are made for values in [0, 1], and some take what a row observes.
    private static bool IsGood(ITransformer model, float[] row)
        => model is EnergyModelTransformer { RowColumns: var columns } && (columns[^1].NaNIsUnobserved || columns[^1].Domain is not null)
            ? columns[^1].Accepts(row)
            : row.All(float.IsFinite);

    // What is reached without ML.NET: gradients, completions.
    private void Directly(IEnergy energy, float[][] rows, string what)
    {
        float[] flat = [.. rows.SelectMany(row => energy is ConditionalLatentEnergy ? [.. row[2..], .. row] : row)];
        var energies = new float[rows.Length];
        energy.Energy(flat, energies);
        if (energy is IDifferentiableEnergy differentiable)
        {
            var again = new float[rows.Length];
            differentiable.Gradient(flat, again, new float[flat.Length]);
            if (!energies.AsSpan().SequenceEqual(again))
                Note($"{what}: the gradient comes with other energies");
        }

        if (energy is not ICompletingEnergy completing)
            return;
        for (var row = 0; row < rows.Length; row += 7)
        {
            var partial = flat.AsSpan(row * energy.Dimension, energy.Dimension);
            var observed = partial[^2];
            partial[^1] = float.NaN;
            var answers = new float[2 * energy.Dimension];
            var found = completing.Complete(partial, answers, new float[2], out _);
            if (found > 0 && (answers[energy.Dimension - 2] != observed || float.IsNaN(answers[energy.Dimension - 1])))
                Note($"{what}: a completion gives {string.Join(' ', answers)}");
        }
    }

    private void Collect()
    {
        Batches++;
        GC.Collect(Generation);
    }

    private void Note(string fault) => _faults[$"{_name}: {fault}"] = _faults.GetValueOrDefault($"{_name}: {fault}") + 1;
}
