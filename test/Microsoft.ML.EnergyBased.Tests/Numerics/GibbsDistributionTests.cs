using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class GibbsDistributionTests
{
    private const float Infinity = float.PositiveInfinity;

    [Theory]
    [InlineData(new[] { 1f, 2f, 4f })]
    [InlineData(new[] { 1000f, 1001f, 1003f })]
    [InlineData(new[] { -3e38f, 3e38f, 0f })]
    public void IsThatOfTheSums(float[] energies)
    {
        double least = energies.Min();
        double sum = energies.Sum(energy => Math.Exp(least - energy));
        float[] probabilities = new float[3];
        GibbsDistribution.Normalise(energies, probabilities).Should().BeApproximately(least - Math.Log(sum), 1e-9);
        for (int k = 0; k < 3; k++)
            ((double)probabilities[k]).Should().BeApproximately(Math.Exp(least - energies[k]) / sum, 1e-6);
    }

    [Theory]
    [InlineData(new[] { Infinity, Infinity }, Infinity, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { Infinity, 2f }, 2f, new[] { 0f, 1f })]
    [InlineData(new[] { -Infinity, 2f }, -Infinity, new[] { 1f, 0f })]
    [InlineData(new[] { -Infinity, -Infinity }, -Infinity, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { -Infinity, Infinity }, -Infinity, new[] { 1f, 0f })]
    public void InfinitiesShareWhatIsTheirs(float[] energies, float free, float[] expected)
    {
        float[] probabilities = new float[2];
        ((float)GibbsDistribution.Normalise(energies, probabilities)).Should().Be(free);
        probabilities.ShouldEqual(expected);
    }
}
