namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>
/// Model files of every component, altered field by field with the right digest: each is refused in the component's name,
/// or loads, is saved to the same bytes and scores whatever rows there are. The full run is a command of the benchmarks.
/// </summary>
public sealed class AlteredFilesTests
{
    [Fact]
    public void SomeAlteredFilesAreRefusedOrScore() => StressProcess.Run(["fuzz", "--files", "360"]);

    [Fact]
    [Trait("Category", "Long")]
    public void ManyAlteredFilesAreRefusedOrScore() => StressProcess.Run(["fuzz", "--files", "6000", "--seed", "1"]);
}
