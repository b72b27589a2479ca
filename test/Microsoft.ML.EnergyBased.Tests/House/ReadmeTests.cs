using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>The README's first lines are a sample that compiles and prints what the README says.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void ItsCodeIsTheSampleThatIsCompiled()
    {
        var code = Fences().First(f => f.Groups["language"].Value == "csharp").Groups["text"].Value;
        code.Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "GettingStarted_Digits.cs")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void ItsOutputIsWhatTheSamplePrints()
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
            process.ExitCode.Should().Be(0);
            printed.ReplaceLineEndings("\n").Should().Be(expected);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void ItsTwoCommandsAreTheOnesThatTheChecksRun()
    {
        Readme.Should().Contain("dotnet run -c Release --project samples/AnomalyDetection_Digits\n");
        Readme.Should().Contain("dotnet test -c Release\n");
        var checks = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "check.sh")).ReplaceLineEndings("\n");
        checks.Should().Contain("tests dotnet test -c Release ;;\n");
        checks.Should().Contain("for project in samples/*/*.csproj; do\n");
    }

    private static IEnumerable<Match> Fences() => Fence().Matches(Readme.ReplaceLineEndings("\n"));

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
