using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public class CorruptionTests
{
    private const int Count = 40_000;

    [Fact]
    public void GaussianAddsNoiseOfItsDeviation()
    {
        (float[] corrupted, float[] touched) = Apply(Corruption.Gaussian(0.5f), 3);
        // Standard errors of mean and variance are 0.0025 and 0.0018; the bounds are five of them.
        Assert.Equal(3, corrupted.Average(), 0.0125f);
        Assert.Equal(0.25, corrupted.Average(v => (v - 3.0) * (v - 3.0)), 0.009);
        Assert.All(touched, t => Assert.Equal(1, t));
    }

    [Fact]
    public void MaskingSetsItsShareToZero()
    {
        (float[] corrupted, float[] touched) = Apply(Corruption.Masking(0.3f), 3);
        Assert.Equal(0.3, touched.Average(), 0.0115);
        Assert.All(corrupted.Zip(touched), p => Assert.Equal(p.Second == 1 ? 0 : 3, p.First));
    }

    [Fact]
    public void DropoutKeepsTheMean()
    {
        (float[] corrupted, float[] touched) = Apply(Corruption.Dropout(0.5f), 3);
        Assert.Equal(0.5, touched.Average(), 0.0125);
        Assert.All(corrupted.Zip(touched), p => Assert.Equal(p.Second == 1 ? 0 : 6, p.First));
    }

    [Fact]
    public void SaltAndPepperAreEquallyLikely()
    {
        (float[] corrupted, float[] touched) = Apply(Corruption.SaltAndPepper(0.4f, -1, 2), 3);
        Assert.Equal(0.2, corrupted.Count(v => v == -1) / (double)Count, 0.01);
        Assert.Equal(0.2, corrupted.Count(v => v == 2) / (double)Count, 0.01);
        Assert.All(corrupted.Zip(touched), p => Assert.Equal(p.Second == 0, p.First == 3));
    }

    [Fact]
    public void NoneLeavesTheRowAlone()
    {
        (float[] corrupted, float[] touched) = Apply(Corruption.None, 3);
        Assert.All(corrupted, v => Assert.Equal(3, v));
        Assert.All(touched, v => Assert.Equal(0, v));
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
    public void TheTextNamesTheProbability()
    {
        Assert.Equal("Dropout(p = 0.5)", Corruption.Dropout(0.5f).ToString());
    }

    private static (float[] Corrupted, float[] Touched) Apply(Corruption corruption, float value)
    {
        float[] row = new float[Count], corrupted = new float[Count], touched = new float[Count];
        Array.Fill(row, value);
        Array.Fill(touched, 7);
        corruption.Apply(row, corrupted, touched, new RandomStream(4, RandomPurpose.Corruption));
        return (corrupted, touched);
    }
}
