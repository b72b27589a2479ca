using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Networks;

public class ActivationFunctionTests
{
    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>()];

    // From −30 to 30, never 0, where ReLU has no derivative.
    private static float[] Points => [.. Enumerable.Range(0, 403).Select(i => (i - 201.3f) * 0.15f)];

    [Theory]
    [MemberData(nameof(All))]
    public void ValuesAndDerivativesAreThoseOfTheFormula(Activation activation)
    {
        var x = Points;
        float[] values = [.. x];
        var slopes = new float[x.Length];
        ActivationFunction.Apply(activation, values, slopes);
        float[] first = [.. Enumerable.Repeat(1f, x.Length)];
        ActivationFunction.MultiplyByDerivative(activation, values, slopes, first);
        float[] second = [.. Enumerable.Repeat(1f, x.Length)];
        ActivationFunction.MultiplyBySecondDerivative(activation, values, slopes, second);
        for (var i = 0; i < x.Length; i++)
        {
            var expected = ReferenceNetwork.Apply(activation, x[i]);
            values[i].Should().BeApproximately(expected, 1e-6 * Math.Max(1, Math.Abs(expected)));
            first[i].Should().BeApproximately(ReferenceNetwork.Derivative(activation, x[i]), 2e-6);
            var curvature = (ReferenceNetwork.Derivative(activation, x[i] + 1e-5) - ReferenceNetwork.Derivative(activation, x[i] - 1e-5)) / 2e-5;
            second[i].Should().BeApproximately(curvature, 5e-6);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void BitsDoNotDependOnWhereAValueStands(Activation activation)
    {
        var x = Points;
        float[] values = [.. x];
        var slopes = new float[x.Length];
        ActivationFunction.Apply(activation, values, slopes);
        for (var start = 0; start < 40; start++)
        {
            for (var length = ActivationFunction.FewestValues; length < 40; length += 3)
            {
                var part = x[start..(start + length)];
                var partSlopes = new float[length];
                ActivationFunction.Apply(activation, part, partSlopes);
                part.ShouldEqual(values[start..(start + length)]);
                partSlopes.ShouldEqual(slopes[start..(start + length)]);
            }
        }
    }

    [Fact]
    public void SoftplusKeepsItsHeadAtTheEnds()
    {
        float[] x = [-200, -1000, 200, 1e30f];
        ActivationFunction.Apply(Activation.Softplus, x, new float[4]);
        x.ShouldEqual([0, 0, 200, 1e30f]);
    }

    [Fact]
    public void AnUnknownActivationIsRefused()
        => FluentActions.Invoking(() => ActivationFunction.Apply((Activation)99, new float[4], new float[4]))
            .Should().ThrowExactly<ArgumentOutOfRangeException>();
}
