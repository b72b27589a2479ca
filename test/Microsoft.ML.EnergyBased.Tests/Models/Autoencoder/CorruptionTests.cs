using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public class CorruptionTests
{
    private const int Count = 40_000;

    [Fact]
    public void GaussianAddsNoiseOfItsDeviation()
    {
        (var corrupted, var touched) = Apply(Corruption.Gaussian(0.5f), 3);
        // Standard errors of mean and variance are 0.0025 and 0.0018; the bounds are five of them.
        corrupted.Average().Should().BeApproximately(3, 0.0125f);
        corrupted.Average(v => (v - 3.0) * (v - 3.0)).Should().BeApproximately(0.25, 0.009);
        touched.ShouldAllEqual(1);
    }

    [Fact]
    public void MaskingSetsItsShareToZero()
    {
        (var corrupted, var touched) = Apply(Corruption.Masking(0.3f), 3);
        touched.Average().Should().BeApproximately(0.3, 0.0115);
        corrupted.Zip(touched).Should().AllSatisfy(p => p.First.Should().Be(p.Second == 1 ? 0 : 3));
    }

    [Fact]
    public void DropoutKeepsTheMean()
    {
        (var corrupted, var touched) = Apply(Corruption.Dropout(0.5f), 3);
        touched.Average().Should().BeApproximately(0.5, 0.0125);
        corrupted.Zip(touched).Should().AllSatisfy(p => p.First.Should().Be(p.Second == 1 ? 0 : 6));
    }

    [Fact]
    public void SaltAndPepperAreEquallyLikely()
    {
        (var corrupted, var touched) = Apply(Corruption.SaltAndPepper(0.4f, -1, 2), 3);
        (corrupted.Count(v => v == -1) / (double)Count).Should().BeApproximately(0.2, 0.01);
        (corrupted.Count(v => v == 2) / (double)Count).Should().BeApproximately(0.2, 0.01);
        corrupted.Zip(touched).Should().AllSatisfy(p => (p.First == 3).Should().Be(p.Second == 0));
    }

    [Fact]
    public void NoneLeavesTheRowAlone()
    {
        (var corrupted, var touched) = Apply(Corruption.None, 3);
        corrupted.ShouldAllEqual(3);
        touched.ShouldAllEqual(0);
    }

    public static TheoryData<Refusal> ArgumentsAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("standardDeviation", () => Corruption.Gaussian(0)),
        Refusal.Of<ArgumentOutOfRangeException>("standardDeviation", () => Corruption.Gaussian(float.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("probability", () => Corruption.Masking(1.1f)),
        Refusal.Of<ArgumentOutOfRangeException>("probability", () => Corruption.Dropout(1)),
        Refusal.Of<ArgumentOutOfRangeException>("probability", () => Corruption.SaltAndPepper(-0.1f)),
        Refusal.Of<ArgumentOutOfRangeException>("high", () => Corruption.SaltAndPepper(0.1f, 0, float.NaN)),
    };

    [Theory]
    [MemberData(nameof(ArgumentsAreCheckedCases))]
    public void ArgumentsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void TheTextNamesTheProbability() => Corruption.Dropout(0.5f).ToString().Should().Be("Dropout(p = 0.5)");

    private static (float[] Corrupted, float[] Touched) Apply(Corruption corruption, float value)
    {
        float[] row = new float[Count], corrupted = new float[Count], touched = new float[Count];
        Array.Fill(row, value);
        Array.Fill(touched, 7);
        corruption.Apply(row, corrupted, touched, new RandomStream(4, RandomPurpose.Corruption));
        return (corrupted, touched);
    }
}
