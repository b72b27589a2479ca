using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>How much memory Fit takes over what was there before it, watched in a fresh process.</summary>
internal static class FitMemory
{
    public const string Command = "fit-memory";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>Measures in a process of its own; each number is divided by the size of the data.</summary>
    public static (double WorkingSet, double Managed) Measure(Inputs inputs, int threads)
    {
        string[] arguments = [Command, inputs.Folder, threads.ToString(CultureInfo.InvariantCulture)];
        var host = Environment.ProcessPath!;
        // Under the `dotnet` host the program's own file is the first argument.
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
            arguments = [Environment.GetCommandLineArgs()[0], .. arguments];
        using var process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Command} ended with exit code {process.ExitCode}");
        var numbers = output.Split(' ', StringSplitOptions.TrimEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1]);
    }

    /// <summary>The measuring process: prints the growth of working set and managed heap.</summary>
    public static int RunHere(string folder, string threads)
    {
        var inputs = new Inputs(folder);
        var ml = new MLContext(1);
        var options = Works.KMeansWork.Options(inputs.Centers, int.Parse(threads, CultureInfo.InvariantCulture));
        var (rows, bytes) = Load(inputs);
        var view = ml.Data.LoadFromEnumerable(rows);

        // Code that is compiled and threads that are started at first use are no data.
        ml.EnergyBased().KMeans(options).Fit(ml.Data.LoadFromEnumerable(rows[..1000]));

        // What loading left behind must not hide what Fit takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = Look();
        var peak = before;
        using var done = new ManualResetEventSlim();
        var watch = new Thread(() =>
        {
            while (!done.Wait(LookEvery))
            {
                var now = Look();
                peak = (Math.Max(peak.WorkingSet, now.WorkingSet), Math.Max(peak.Managed, now.Managed));
            }
        });
        watch.Start();
        var model = ml.EnergyBased().KMeans(options).Fit(view);
        done.Set();
        watch.Join();
        GC.KeepAlive(model);
        GC.KeepAlive(rows);
        Console.WriteLine(FormattableString.Invariant(
            $"{(peak.WorkingSet - before.WorkingSet) / (double)bytes:F4} {(peak.Managed - before.Managed) / (double)bytes:F4}"));
        return 0;
    }

    private static (FeatureRow[] Rows, long Bytes) Load(Inputs inputs)
    {
        var values = inputs.Clusters;
        return (FeatureRow.Split(values), (long)values.Length * sizeof(float));
    }

    private static (long WorkingSet, long Managed) Look() => (Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}
