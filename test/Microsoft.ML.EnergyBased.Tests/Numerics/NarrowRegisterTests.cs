using System.Diagnostics;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

/// <summary>Runs the tests of the kernels again in processes whose runtime is told to leave the wider registers alone.</summary>
public class NarrowRegisterTests
{
    private const string ExpectedPanel = "ENERGYBASED_EXPECTED_PANEL";

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("DOTNET_EnableAVX512", 16)]
    [InlineData("DOTNET_EnableAVX2", 8)]
    public async Task KernelsPassOnNarrowerRegisters(string setting, int panel)
    {
        if (panel >= PackedMatrix.MachinePanelWidth)
            return;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] classes = ["RegisterWidthTests", "MatrixProductTests", "SparseProductTests", "LogisticTests", "VectorMathTests", "DenseNetworkTests", "ActivationFunctionTests", "DenoisingObjectiveTests"];
        foreach (var argument in new[] { "test", typeof(NarrowRegisterTests).Assembly.Location, "--filter", string.Join('|', classes.Select(c => $"FullyQualifiedName~{c}.")) })
            start.ArgumentList.Add(argument);
        start.Environment[setting] = "0";
        start.Environment[ExpectedPanel] = panel.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, output + await errors);
        output.Should().Contain("Passed!");
    }

    public class RegisterWidthTests
    {
        [Fact]
        public void PanelsHaveTheWidthAskedFor()
        {
            if (Environment.GetEnvironmentVariable(ExpectedPanel) is { } expected)
                PackedMatrix.MachinePanelWidth.ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(expected);
        }
    }
}
