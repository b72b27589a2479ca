using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>Runs works on our side and the peers', on the same inputs and threads, and prints one table of ratios.</summary>
internal static class SideBySideCommand
{
    public const string Name = "side-by-side";

    private static readonly Work[] Works =
    [
        new GemmWork(), new KMeansWork(), new ScoreWork(), new DenoisingWork(), new BoltzmannWork(), new LangevinWork(), new SparseWork(), new DictionaryWork(),
    ];

    public static int Run(IReadOnlyList<string> args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine($"{Name}: our time against other libraries', from one run\nWorks: {string.Join(", ", Works.Select(w => w.Name))}, memory, row\n{Options.Help}");
            return 0;
        }

        Options options;
        try
        {
            options = new Options(args);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine($"{Name}: {e.Message}; --help lists what there is");
            return 2;
        }

        var inputs = new Inputs(options.Data);
        var peers = new Peers(options.Python, options.Peers, options.Data);
        if (!inputs.Exist)
            peers.WriteInputs();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {typeof(MLContext).Assembly.GetName().Name}; load average before {MachineLoad()}"));
        Console.WriteLine();
        var lines = Works.Where(w => options.Wants(w.Name)).SelectMany(w => Comparison.Run(w, inputs, peers, options.Rounds)).ToArray();
        ComparisonTable.Write(lines, Console.Out);
        if (options.Wants("memory"))
            WriteMemory(inputs);
        if (options.Wants("row"))
            WriteLatency(inputs);
        Console.WriteLine($"Load average after {MachineLoad()}");
        return lines.Any(l => l.Meets == false) ? 1 : 0;
    }

    private static void WriteMemory(Inputs inputs)
    {
        var (workingSet, managed) = FitMemory.Measure(inputs, Environment.ProcessorCount);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nMemory that Fit takes, as multiples of the training data: working set {workingSet:F2}, managed heap {managed:F2} (wanted: at most 1)"));
    }

    private static void WriteLatency(Inputs inputs)
    {
        var (median, percentile99, bytes) = RowLatency.Measure(inputs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nOne row by PredictionEngine: median {median * 1e6:F2} µs, 99th percentile {percentile99 * 1e6:F2} µs, {bytes:F2} bytes allocated (wanted: 0)"));
    }

    /// <summary>What else ran, where the system tells.</summary>
    private static string MachineLoad()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File) ? string.Join(' ', System.IO.File.ReadAllText(File).Split(' ')[..3]) : "unknown";
    }
}
