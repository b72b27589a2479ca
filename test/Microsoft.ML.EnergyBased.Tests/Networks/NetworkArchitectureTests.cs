using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Networks;

public class NetworkArchitectureTests
{
    [Fact]
    public void AnAutoencoderMirrorsItsEncoder()
    {
        var network = NetworkArchitecture.Autoencoder(10, [7, 3], Activation.Tanh, Activation.Sigmoid, tied: false);
        network.Layers.Select(l => l.Outputs).ShouldEqual([7, 3, 7, 10]);
        network.Layers.Select(l => l.Inputs).ShouldEqual([10, 7, 3, 7]);
        network.Layers.Select(l => l.Activation).Should().Equal(Activation.Tanh, Activation.Tanh, Activation.Tanh, Activation.Sigmoid);
        network.WeightCount.Should().Be(70 + 21 + 21 + 70);
        network.ParameterCount.Should().Be(network.WeightCount + 7 + 3 + 7 + 10);
    }

    [Fact]
    public void TiedLayersShareWeightsAndKeepTheirBiases()
    {
        var network = NetworkArchitecture.Autoencoder(10, [7, 3], Activation.Tanh, Activation.Identity, tied: true);
        network.WeightCount.Should().Be(70 + 21);
        network.ParameterCount.Should().Be(70 + 21 + 7 + 3 + 7 + 10);
        network.Layers.Select(l => l.WeightOffset).ShouldEqual([0, 70, 70, 0]);
        network.Layers.Select(l => l.Transposed).Should().Equal(false, false, true, true);
    }

    [Theory]
    [InlineData(WeightInitialization.Glorot, 2.0 / 1000)]
    [InlineData(WeightInitialization.He, 2.0 / 600)]
    [InlineData(WeightInitialization.LeCun, 1.0 / 600)]
    public void WeightsHaveTheVarianceOfTheirRule(WeightInitialization initialization, double variance)
    {
        var network = NetworkArchitecture.Chain(600, [400], [Activation.Tanh]);
        var parameters = new float[network.ParameterCount];
        network.Initialize(parameters, initialization, 5);
        double[] weights = [.. parameters.Take(network.WeightCount).Select(w => (double)w)];
        // 240,000 values: the mean is within 5 standard errors, the variance within 5 of its own.
        weights.Average().Should().BeApproximately(0, 5 * Math.Sqrt(variance / weights.Length));
        (weights.Sum(w => w * w) / weights.Length / variance).Should().BeApproximately(1, 5 * Math.Sqrt(2.0 / weights.Length));
        parameters.Skip(network.WeightCount).ShouldAllEqual(0);
    }

    [Fact]
    public void AutomaticGoesByTheActivation()
    {
        Draw(Activation.ReLU, WeightInitialization.Automatic).ShouldEqual(Draw(Activation.ReLU, WeightInitialization.He));
        Draw(Activation.Tanh, WeightInitialization.Automatic).ShouldEqual(Draw(Activation.Tanh, WeightInitialization.Glorot));
        Draw(Activation.Tanh, WeightInitialization.Automatic).ShouldNotEqual(Draw(Activation.Tanh, WeightInitialization.He));

        static float[] Draw(Activation activation, WeightInitialization initialization)
        {
            var network = NetworkArchitecture.Chain(6, [4], [activation]);
            var parameters = new float[network.ParameterCount];
            network.Initialize(parameters, initialization, 5);
            return parameters;
        }
    }

    public static TheoryData<Refusal> SizesAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>(() => NetworkArchitecture.Chain(0, [4], [Activation.Tanh])),
        Refusal.Of<ArgumentOutOfRangeException>(() => NetworkArchitecture.Chain(3, [0], [Activation.Tanh])),
        Refusal.Of<ArgumentOutOfRangeException>(() => NetworkArchitecture.Chain(3, [4], [(Activation)99])),
        Refusal.Of<ArgumentException>(() => NetworkArchitecture.Chain(3, [4, 5], [Activation.Tanh])),
        Refusal.Of<OverflowException>(() => NetworkArchitecture.Chain(100_000, [100_000], [Activation.Tanh])),
    };

    [Theory]
    [MemberData(nameof(SizesAreCheckedCases))]
    public void SizesAreChecked(Refusal refusal) => refusal.ShouldHappen();
}
