namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>
/// Small fits of every model have the same payloads at any number of threads, in another process, and however the runtime
/// compiles and collects; at another vector width they may have others, but always the same there.
/// </summary>
public sealed class DeterminismMatrixTests
{
    private static readonly int[] Threads = [1, 2, 3, 8];

    [Fact]
    [Trait("Category", "Long")]
    public void NeitherThreadsNorProcessesNorTheRuntimesSettingsChangeAModel()
    {
        var expected = Digests(1);
        foreach (var threads in Threads)
            Equal(expected, Digests(threads), $"{threads} threads");
        foreach (var setting in new[] { "DOTNET_TieredCompilation=0", "DOTNET_TieredPGO=0", "DOTNET_TC_QuickJitForLoops=0", "DOTNET_ReadyToRun=0", "DOTNET_gcServer=1", "DOTNET_gcConcurrent=0" })
            Equal(expected, Digests(2, setting), setting);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableAVX=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public void EachVectorWidthAgreesWithItself(string setting)
    {
        var expected = Digests(1, setting);
        Equal(expected, Digests(3, setting), $"3 threads under {setting}");
        Equal(expected, Digests(2, setting, "DOTNET_TieredCompilation=0"), $"no tiers under {setting}");
    }

    private static string[] Digests(int threads, params string[] settings)
    {
        var digests = StressProcess.Run(["digests", $"{threads}"], settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1])));
        digests.Length.Should().BeGreaterThanOrEqualTo(30, "{0} models", digests.Length);
        return digests;
    }

    private static void Equal(string[] expected, string[] actual, string what)
    {
        actual.Should().HaveCount(expected.Length);
        var differ = expected.Where((digest, i) => digest != actual[i]).ToArray();
        differ.Should().HaveCount(0, "{0}: {1}", what, string.Join(", ", differ));
    }
}
