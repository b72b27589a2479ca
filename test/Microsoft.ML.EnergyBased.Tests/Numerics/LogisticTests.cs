using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class LogisticTests
{
    private static readonly Dictionary<string, Action<float[]>> Functions = new()
    {
        ["sigmoid"] = v => Logistic.Sigmoid(v),
        ["tanh"] = v => Logistic.Tanh(v),
        ["sigmoid and softplus"] = v => Logistic.SigmoidAndSoftplus(v),
    };

    // Both signs of many sizes, from 2⁻³⁰ to 80.
    private static float[] Points => [.. Enumerable.Range(0, 20_000).Select(i => (i % 2 == 0 ? 1 : -1) * MathF.Pow(2, -30 + (36.3f * i / 20_000)))];

    [Fact]
    public void SigmoidIsThatOfTheFormula()
        => Check(Points, values => Logistic.Sigmoid(values), x => 1 / (1 + Math.Exp(-x)), ulps: 3);

    [Fact]
    public void TanhIsThatOfTheFormula()
        => Check(Points, values => Logistic.Tanh(values), Math.Tanh, ulps: 2);

    [Fact]
    public void EndsAreReached()
    {
        float[] values = [float.PositiveInfinity, 1e30f, 100, float.NegativeInfinity, -1e30f, -100, 0];
        float[] sigmoid = [.. values];
        Logistic.Sigmoid(sigmoid);
        sigmoid[..3].ShouldEqual([1, 1, 1]);
        sigmoid[3..6].ShouldAllBeInRange(0, 2e-38f);
        sigmoid[6].Should().Be(0.5f);
        float[] tanh = [.. values];
        Logistic.Tanh(tanh);
        tanh.ShouldEqual([1, 1, 1, -1, -1, -1, 0]);
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("sigmoid and softplus")]
    public void NaNStaysWhereItIs(string name)
    {
        var function = Functions[name];
        var values = new float[21];
        values[3] = values[20] = float.NaN;
        function(values);
        for (var i = 0; i < values.Length; i++)
            float.IsNaN(values[i]).Should().Be(i is 3 or 20);
    }

    [Fact]
    public void TheSumOfSoftplusIsNaNWhereOneIs()
        => Logistic.SigmoidAndSoftplus([1, float.NaN, 2]).Should().Be(double.NaN);

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("sigmoid and softplus")]
    public void BitsDoNotDependOnWhereAValueStands(string name)
    {
        var function = Functions[name];
        float[] x = [.. Points.Where((_, i) => i % 251 == 0)];
        float[] all = [.. x];
        function(all);
        for (var start = 0; start < 40; start++)
        {
            for (var length = 1; length < 40; length++)
            {
                var part = x[start..(start + length)];
                function(part);
                part.ShouldEqual(all[start..(start + length)]);
            }
        }
    }

    [Fact]
    public void SoftplusIsSummedBesideTheSigmoid()
    {
        for (var length = 0; length < 2000; length += length < 40 ? 1 : 97)
        {
            var x = new float[length];
            new RandomStream((ulong)length, RandomPurpose.Weights).FillNormal(x);
            for (var i = 0; i < length; i++)
                x[i] *= i % 5 == 0 ? 20 : 2;
            var expected = x.Sum(v => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs((double)v))));
            var magnitude = x.Sum(v => Math.Max(v, 0.0));
            float[] sigmoid = [.. x];
            Logistic.Sigmoid(sigmoid);
            float[] values = [.. x];
            // Of the logarithms 6e-8 each, of the sum of what is positive a few of its own last bits.
            Logistic.SigmoidAndSoftplus(values).Should().BeApproximately(expected, (6e-8 * length) + (1e-6 * magnitude) + 1e-12);
            values.ShouldEqual(sigmoid);
        }
    }

    [Theory]
    [InlineData(-1000f, 0.0)]
    [InlineData(1000f, 1000.0)]
    [InlineData(1e30f, 1e30)]
    [InlineData(float.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(0f, 0.6931471805599453)]
    public void SoftplusKeepsItsHeadAtTheEnds(float x, double expected)
        => Logistic.SigmoidAndSoftplus([x])
            .Should().BeApproximately(expected, 1e-6 * Math.Max(1, Math.Abs(expected == double.PositiveInfinity ? 1 : expected)));

    [Fact]
    public void ALongProductOfGreatFactorsDoesNotOverflow()
        => Logistic.SigmoidAndSoftplus(new float[10_000]).Should().BeApproximately(10_000 * Math.Log(2), 1e-3);

    private static void Check(float[] x, Action<float[]> function, Func<double, double> formula, double ulps)
    {
        float[] values = [.. x];
        function(values);
        double[] expected = [.. x.Select(v => formula(v))];
        values.ShouldBeCloseTo(expected, i => ulps * (MathF.BitIncrement(MathF.Abs((float)expected[i])) - MathF.Abs((float)expected[i])));
    }
}
