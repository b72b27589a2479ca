using Microsoft.ML.EnergyBased.Tests.Samplers;

namespace Microsoft.ML.EnergyBased.Tests.Models.EnergyNetwork;

/// <summary>The yardstick itself, where its answers are known.</summary>
public class PlaneDensityTests
{
    [Fact]
    public void TheDensitiesAreNormalisedOnTheSquare()
    {
        PlaneDensity.TwoMoons.Mass().Should().BeApproximately(1, 1e-6);
        PlaneDensity.EightGaussians.Mass().Should().BeApproximately(1, 1e-6);
        PlaneDensity.Spiral.UnderNoise(0.1).Mass().Should().BeApproximately(1, 1e-6);
    }

    [Fact]
    public void TheDivergenceOfEightGaussiansFromOneIsKnown()
    {
        // Eight apart have the entropy of one, ln 2πeσ², and ln 8; the cross-entropy from N(0, s²) is ln 2πs² + E‖y‖²/2s². At a
        // radius of 2 and a distance of six deviations they overlap a little: that takes a few thousandths off the entropy.
        const double Variance = 0.25 * 0.25;
        foreach (var noise in (double[])[0, 0.1])
        {
            var own = Variance + (noise * noise);
            var expected = Math.Log(2 * Math.PI * 0.64) + ((4 + (2 * own)) / (2 * 0.64)) - Math.Log(2 * Math.PI * Math.E * own) - Math.Log(8);
            var measured = PlaneDensity.EightGaussians.UnderNoise(noise).DivergenceFrom(new GaussianEnergy([0, 0], [0.8f, 0.8f]));
            measured.Should().BeInRange(expected, expected + 0.02);
        }
    }

    [Fact]
    public void SamplesHaveTheMomentsOfTheDensity()
    {
        // E‖y‖² of the eight is 4 + 2σ²; of a sample of 20,000 the mean has a deviation of about 2·2·0.25/√20000.
        var rows = PlaneDensity.EightGaussians.Sample(20_000, 3);
        (rows.Sum(v => (double)v * v) / 20_000).Should().BeApproximately(4.125, 0.03);
        rows.Where((_, i) => i % 2 == 0).Average().Should().BeApproximately(0, 0.04);
        PlaneDensity.EightGaussians.Sample(20_000, 3).ShouldEqual(rows);
    }
}
