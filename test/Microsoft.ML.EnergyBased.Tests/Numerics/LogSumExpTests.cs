using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class LogSumExpTests
{
    private const float Infinity = float.PositiveInfinity;

    [Theory]
    [InlineData(new[] { 1f, 2f, 4f }, 1)]
    [InlineData(new[] { 1f, 2f, 4f }, 0.3)]
    [InlineData(new[] { 1000f, 1001f, 1003f }, 2)]
    [InlineData(new[] { -3e38f, 3e38f, 0f }, 1)]
    public void FreeEnergyAndSharesAreThoseOfTheSums(float[] energies, double beta)
    {
        double least = energies.Min();
        var sum = energies.Sum(energy => Math.Exp(beta * (least - energy)));
        var shares = new float[3];
        LogSumExp.FreeEnergy(energies, beta, shares).Should().BeApproximately(least - (Math.Log(sum) / beta), 1e-9);
        LogSumExp.FreeEnergy(energies, beta).Should().Be(LogSumExp.FreeEnergy(energies, beta, shares));
        for (var k = 0; k < 3; k++)
            ((double)shares[k]).Should().BeApproximately(Math.Exp(beta * (least - energies[k])) / sum, 1e-6);

        // In place as well.
        LogSumExp.FreeEnergy(energies, beta, energies);
        energies.ShouldEqual(shares);
    }

    [Theory]
    [InlineData(new[] { Infinity, Infinity }, Infinity, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { Infinity, 2f }, 2f, new[] { 0f, 1f })]
    [InlineData(new[] { -Infinity, 2f }, -Infinity, new[] { 1f, 0f })]
    [InlineData(new[] { -Infinity, -Infinity }, -Infinity, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { -Infinity, Infinity }, -Infinity, new[] { 1f, 0f })]
    [InlineData(new[] { float.NaN, 1f }, float.NaN, new[] { float.NaN, float.NaN })]
    public void InfinitiesShareWhatIsTheirs(float[] energies, float free, float[] expected)
    {
        var shares = new float[2];
        ((float)LogSumExp.FreeEnergy(energies, shares: shares)).Should().Be(free);
        shares.ShouldEqual(expected);
    }

    [Fact]
    public void WeightsOfEnergiesAndOfLogarithmsAreTheSame()
    {
        double[] logs = [-3, 2, 0, -200, double.NegativeInfinity];
        double[] weights = new double[5], ofEnergies = new double[5];
        var sum = LogSumExp.Weights(logs, 1, weights, out var greatest);
        greatest.Should().Be(2);
        weights.ShouldEqual([Math.Exp(-5), 1, Math.Exp(-2), 0, 0]);
        sum.Should().Be(Math.Exp(-5) + 1 + Math.Exp(-2));
        LogSumExp.Weights([.. logs.Select(x => (float)(-x / 2))], -2, ofEnergies, out var least).Should().Be(sum);
        least.Should().Be(-1);
        ofEnergies.ShouldEqual(weights);
    }

    [Fact]
    public void RunningSumsAreThoseOfAll()
    {
        double[] terms = [-700, 3, 800, 799.5, -5, 801];
        var running = new LogSumExp.Running();
        running.Value.Should().Be(double.NegativeInfinity);
        foreach (var term in terms)
            running.Add(term);
        running.Value.Should().BeApproximately(801 + Math.Log(terms.Sum(x => Math.Exp(x - 801))), 1e-12);
        running.Add(double.PositiveInfinity);
        running.Add(double.PositiveInfinity);
        running.Value.Should().Be(double.PositiveInfinity);
        running.Add(double.NaN);
        running.Value.Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(0, 0.6931471805599453)]
    [InlineData(1, 1.3132616875182228)]
    [InlineData(-1, 0.31326168751822286)]
    [InlineData(800, 800)]
    [InlineData(-800, 0)]
    public void SoftplusDoesNotOverflow(double x, double expected) => LogSumExp.Softplus(x).Should().BeApproximately(expected, 1e-15);
}
