using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>Runs the peers' script in a process of its own.</summary>
internal sealed class Peers(string python, string script, string folder)
{
    /// <summary>Lets the script write the inputs.</summary>
    public void WriteInputs() => Run("data", folder);

    /// <summary>Measures a work; a line for each measurement.</summary>
    public IReadOnlyList<PeerLine> Measure(string work, int threads, int repeat) =>
    [
        .. Run(work, folder, "--threads", threads.ToString(CultureInfo.InvariantCulture), "--repeat", repeat.ToString(CultureInfo.InvariantCulture))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(PeerLine.Parse),
    ];

    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(python, [script, .. arguments]) { RedirectStandardOutput = true };
        // The peers' library picks its kernels by itself.
        start.Environment.Remove("OPENBLAS_CORETYPE");
        start.Environment.Remove("OPENBLAS_L2_SIZE");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{python} {script} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}");
    }
}
