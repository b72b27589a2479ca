using System.Diagnostics;
using FluentAssertions.Execution;

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
            Execute.Assertion.BecauseOf("{0} did not end within {1}", string.Join(' ', arguments), Limit).FailWith("A failure was not expected{reason}.");
        }

        process.ExitCode.Should().Be(0, "{0} ended with {1}: {2}{3}", string.Join(' ', arguments), process.ExitCode, output.Result, errors.Result);
        return output.Result.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
