using System.Diagnostics;
using FluentAssertions.Execution;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Runs Microsoft.ML.EnergyBased.Tests.Loader, which lies beside the tests, in a process of its own.</summary>
internal static class LoaderProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    internal static string[] Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.EnergyBased.Tests.Loader.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Execute.Assertion.BecauseOf("The loader did not end within {0}", Limit).FailWith("A failure was not expected{reason}.");
        }

        process.ExitCode.Should().Be(0, errors.Result);
        return output.Result.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
