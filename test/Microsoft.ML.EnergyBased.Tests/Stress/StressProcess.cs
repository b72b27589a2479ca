using System.Diagnostics;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>Runs Microsoft.ML.EnergyBased.Tests.Stress, which lies beside the tests, in a process of its own.</summary>
internal static class StressProcess
{
    // Far beyond what a run takes: only a hang is ended by it.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(45);

    /// <summary>The lines that it writes, where it ends well.</summary>
    internal static string[] Run(IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.EnergyBased.Tests.Stress.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', arguments)} did not end within {Limit}");
        }

        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {output.Result}{errors.Result}");
        return output.Result.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
