using MathNet.Numerics;
using MathNet.Numerics.RootFinding;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class QuasiRandomTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    public void GivenDimensions_WhenStepsAreMade_ThenTheyArePowersOfTheRoot(int dimensions)
    {
        var root = Brent.FindRoot(x => Math.Pow(x, dimensions + 1) - x - 1, 1, 2, 1e-14, 200);
        QuasiRandom.StepsOf(dimensions).ShouldBeCloseTo(Enumerable.Range(1, dimensions).Select(j => Math.Pow(root, -j)), 1e-12);
    }

    [Fact]
    public void GivenOneDimension_WhenStepIsMade_ThenItIsTheGoldenRatio()
        => QuasiRandom.StepsOf(1).ShouldBeCloseTo([Constants.GoldenRatio - 1], 1e-15);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    [InlineData(1L << 40)]
    public void GivenIndex_WhenValueIsTaken_ThenItIsTheFractionOfTheLine(long index)
    {
        const double Step = 0.75;
        QuasiRandom.Value(Step, index).Should().Be((0.5 + (Step * (index % 4))) % 1);
    }

    [Theory]
    [InlineData(1, 64, 2.2)]
    [InlineData(1, 4096, 2.2)]
    [InlineData(2, 4096, 6)]
    public void GivenManyPoints_WhenCountedInBoxes_ThenTheyFillTheCubeMoreEvenlyThanChance(int dimensions, int count, double most)
    {
        // Of every box at the origin the share of points is its volume, but for a few points: at random it would be √count of them.
        var steps = QuasiRandom.StepsOf(dimensions);
        double worst = 0;
        foreach (var side in Enumerable.Range(1, 19).Select(i => i / 20.0))
        {
            var inside = Enumerable.Range(0, count).Count(i => steps.All(step => QuasiRandom.Value(step, i) < side));
            worst = Math.Max(worst, Math.Abs(inside - (count * Math.Pow(side, dimensions))));
        }

        worst.Should().BeLessThan(most);
    }
}
