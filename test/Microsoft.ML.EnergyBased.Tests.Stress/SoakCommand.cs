using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>
/// Fits, saves, loads and scores every model again and again, and tells what is left after each round: the bytes that
/// live after a collection, open handles, threads. `soak N` for N rounds.
/// </summary>
internal static class SoakCommand
{
    internal const string Name = "soak";

    internal static int Run(string rounds)
    {
        for (var round = 0; round < int.Parse(rounds, CultureInfo.InvariantCulture); round++)
        {
            foreach (var model in Corpus.All)
                Live(model);
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            using var self = Process.GetCurrentProcess();
            Console.WriteLine(FormattableString.Invariant($"{GC.GetTotalMemory(forceFullCollection: true)} {self.HandleCount} {self.Threads.Count}"));
        }

        return 0;
    }

    private static void Live(CorpusModel model)
    {
        var ml = new MLContext(1);
        var fitted = model.Fit(null);
        using var stream = new MemoryStream();
        ml.Model.Save(fitted, null, stream);
        stream.Position = 0;
        var loaded = (EnergyBasedTransformer)ml.Model.Load(stream, out _);
        if (Scoring.Run(fitted) != Scoring.Run(loaded))
            throw new InvalidOperationException($"{model.Name} gives other scores when it is loaded");
    }
}
