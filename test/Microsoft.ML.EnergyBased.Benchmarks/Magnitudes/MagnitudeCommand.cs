using System.Globalization;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Benchmarks.Magnitudes;

/// <summary>The whole sweep over magnitudes: every model of the catalog, or those whose names hold one of the arguments.</summary>
internal static class MagnitudeCommand
{
    public const string Name = "magnitudes";

    private const int Rows = 60;
    private const int FaultsShown = 20;

    /// <summary>Prints a line a model and one for all; gives 1 where there was a fault.</summary>
    public static int Run(string[] names)
    {
        var (batches, rows, refusals, infinite, faults) = (0, 0L, 0, 0L, 0);
        foreach (var model in MagnitudeModels.All.Keys.Where(model => names.Length == 0 || names.Any(name => model.Contains(name, StringComparison.OrdinalIgnoreCase))))
        {
            var sweep = new MagnitudeSweep(model, MagnitudeSweep.Full, Rows);
            sweep.Run();
            Print(model, sweep.Batches, sweep.ScoredRows, sweep.Refusals, sweep.Infinite, sweep.Faults.Values.Sum());
            foreach (var (fault, count) in sweep.Faults.Take(FaultsShown))
                Console.WriteLine(FormattableString.Invariant($"  {count} × {fault}"));
            (batches, rows, refusals, infinite, faults) = (
                batches + sweep.Batches, rows + sweep.ScoredRows, refusals + sweep.Refusals, infinite + sweep.Infinite, faults + sweep.Faults.Values.Sum());
        }

        Print("all", batches, rows, refusals, infinite, faults);
        return faults == 0 ? 0 : 1;
    }

    private static void Print(string model, int batches, long rows, int refusals, long infinite, int faults) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{model}: {batches} batches, {rows} rows scored, {refusals} fits or files refused, {infinite} energies infinite, {faults} faults"));
}
