using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>The README's first lines are a sample that compiles and prints what the README says.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void Its_code_is_the_sample_that_is_compiled()
    {
        var code = Fences().First(f => f.Groups["language"].Value == "csharp").Groups["text"].Value;
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "GettingStarted_Digits.cs")).ReplaceLineEndings("\n"), code);
    }

    [Fact]
    public void Its_output_is_what_the_sample_prints()
    {
        var expected = Fences().First(f => f.Groups["text"].Value.StartsWith("a 0: energy", StringComparison.Ordinal)).Groups["text"].Value;
        var folder = Directory.CreateTempSubdirectory("readme");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GettingStarted_Digits.dll")])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            Assert.Equal(expected, printed.ReplaceLineEndings("\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Its_two_commands_are_the_ones_that_the_checks_run()
    {
        Assert.Contains("dotnet run -c Release --project samples/AnomalyDetection_Digits\n", Readme);
        Assert.Contains("dotnet test -c Release\n", Readme);
        var checks = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "check.sh")).ReplaceLineEndings("\n");
        Assert.Contains("tests dotnet test -c Release ;;\n", checks);
        Assert.Contains("for project in samples/*/*.csproj; do\n", checks);
    }

    private static IEnumerable<Match> Fences() => Fence().Matches(Readme.ReplaceLineEndings("\n"));

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
