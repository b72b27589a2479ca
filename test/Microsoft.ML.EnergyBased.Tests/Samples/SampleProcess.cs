using System.Diagnostics;
using FluentAssertions.Execution;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>Runs a sample, which lies beside the tests, in a process of its own.</summary>
internal sealed record SampleProcess(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static SampleProcess Run(string sample, params IEnumerable<string> arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Execute.Assertion.BecauseOf("{0} did not end within {1}", sample, Limit).FailWith("A failure was not expected{reason}.");
        }

        return new SampleProcess(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>The run's output, after a check that all went well.</summary>
    public string Succeeded()
    {
        ExitCode.Should().Be(0, "exit code {0}\n{1}\n{2}", ExitCode, Errors, Output);
        Errors.Should().BeEmpty();
        return Output;
    }

    /// <summary>The one line of a mistake that the user can put right.</summary>
    public string Refused()
    {
        ExitCode.Should().Be(2);
        return Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which;
    }
}
