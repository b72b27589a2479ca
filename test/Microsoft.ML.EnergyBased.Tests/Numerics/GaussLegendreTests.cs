using MathNet.Numerics.Integration;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class GaussLegendreTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(96)]
    public void GivenNumberOfNodes_WhenRuleIsMade_ThenItIsThatOfMathNet(int n)
    {
        (var nodes, var weights) = Rule(n);

        var expected = new GaussLegendreRule(0, 1, n);
        nodes.ShouldBeCloseTo(expected.Abscissas, 1e-14);
        weights.ShouldBeCloseTo(expected.Weights, 1e-14);
    }

    [Fact]
    public void GivenOneNode_WhenRuleIsMade_ThenItIsTheMidpoint()
    {
        (var nodes, var weights) = Rule(1);
        nodes.ShouldBeCloseTo([0.5], 1e-15);
        weights.ShouldBeCloseTo([1.0], 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(200)]
    public void GivenPowers_WhenIntegrated_ThenTheyAreExactUpToTwiceTheNodes(int n)
    {
        (var nodes, var weights) = Rule(n);
        weights.Sum().Should().BeApproximately(1, 1e-13);
        nodes.ShouldEqual(nodes.Order());
        double[] integrals = [.. Enumerable.Range(0, 2 * n).Select(power => nodes.Zip(weights, (x, w) => w * Math.Pow(x, power)).Sum())];
        integrals.ShouldBeCloseTo(Enumerable.Range(0, 2 * n).Select(power => 1.0 / (power + 1)), 1e-13);
    }

    private static (double[] Nodes, double[] Weights) Rule(int n)
    {
        double[] nodes = new double[n], weights = new double[n];
        GaussLegendre.Rule(nodes, weights);
        return (nodes, weights);
    }
}
