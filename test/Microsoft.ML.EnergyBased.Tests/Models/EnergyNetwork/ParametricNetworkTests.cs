using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.EnergyNetwork;

public class ParametricNetworkTests
{
    private const int Rows = 7;

    // Of the smooth activations: the difference quotient of a kink is no derivative.
    public static TheoryData<Activation> Smooth => [Activation.Tanh, Activation.Sigmoid, Activation.Softplus, Activation.SiLU];

    [Theory]
    [MemberData(nameof(Smooth))]
    public void TheGradientIsTheDerivativeByTheRow(Activation activation)
    {
        (var network, _, var rows) = Make(activation);
        var energies = new float[Rows];
        var gradients = new float[rows.Length];
        network.Gradient(rows, energies, gradients);
        for (var i = 0; i < rows.Length; i++)
        {
            float[] moved = [.. rows];
            moved[i] += 0.01f;
            double above = Energies(network, moved)[i / 3];
            moved[i] = rows[i] - 0.01f;
            gradients[i].Should().BeApproximately((above - Energies(network, moved)[i / 3]) / 0.02, 2e-3);
        }
        Energies(network, rows).ShouldEqual(energies);
        for (var row = 0; row < Rows; row++)
            Energies(network, rows[(row * 3)..((row + 1) * 3)])[0].Should().Be(energies[row]);
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void ParameterGradientsAreDerivatives(Activation activation)
    {
        (var network, var parameters, var rows) = Make(activation);
        float[] weights = [0.5f, -1, 2, 0, 1, -0.3f, 0.7f];
        float[] gradient = [.. Enumerable.Repeat(1f, parameters.Length)];
        network.AddParameterGradient(rows, weights, gradient, new WorkTeam(2));
        Check(network, parameters, gradient, () => Energies(network, rows).Zip(weights, (e, w) => (double)e * w).Sum());
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void SlopeGradientsAreDerivatives(Activation activation)
    {
        (var network, var parameters, var rows) = Make(activation);
        var directions = new float[rows.Length];
        new RandomStream(9, RandomPurpose.ContrastiveNoise).FillNormal(directions);
        float[] gradient = [.. Enumerable.Repeat(1f, parameters.Length)];
        network.AddSlopeGradient(rows, directions, gradient, new WorkTeam(2));
        Check(network, parameters, gradient, () =>
        {
            var slopes = new float[rows.Length];
            network.Gradient(rows, new float[Rows], slopes);
            return slopes.Zip(directions, (s, d) => (double)s * d).Sum();
        });
    }

    [Fact]
    public void OneBadRowLeavesItsNeighboursAlone()
    {
        (var network, _, var rows) = Make(Activation.Tanh);
        var good = new float[rows.Length];
        var bad = new float[rows.Length];
        var energies = new float[Rows];
        network.Gradient(rows, energies, good);
        rows[4] = float.PositiveInfinity;
        network.Gradient(rows, energies, bad);
        for (var i = 0; i < rows.Length; i++)
            bad[i].Should().Be(i / 3 == 1 ? float.NaN : good[i]);
        energies[1].Should().Be(float.NaN);
        float.IsFinite(energies[0]).Should().BeTrue();
    }

    // The gradients begin at 1 everywhere: they are added to.
    private static void Check(ParametricNetwork network, float[] parameters, float[] gradient, Func<double> value)
    {
        var team = new WorkTeam(1);
        for (var k = 0; k < parameters.Length; k++)
        {
            float[] moved = [.. parameters];
            moved[k] += 0.01f;
            network.Update(moved, team);
            var above = value();
            moved[k] = parameters[k] - 0.01f;
            network.Update(moved, team);
            var derivative = (above - value()) / 0.02;
            (gradient[k] - 1).Should().BeApproximately(derivative, 3e-3 + (2e-3 * Math.Abs(derivative)));
        }
    }

    private static float[] Energies(ParametricNetwork network, float[] rows)
    {
        var energies = new float[rows.Length / 3];
        network.Energy(rows, energies);
        return energies;
    }

    private static (ParametricNetwork Network, float[] Parameters, float[] Rows) Make(Activation activation)
    {
        var architecture = NetworkArchitecture.Chain(3, [5, 4, 1], [activation, activation, Activation.Identity]);
        var parameters = new float[architecture.ParameterCount];
        new RandomStream(1, RandomPurpose.Weights).FillNormal(parameters);
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] *= 0.5f;
        var rows = new float[Rows * 3];
        new RandomStream(2, RandomPurpose.ContrastiveNoise).FillNormal(rows);
        return (new ParametricNetwork(architecture, parameters, 0.3f), parameters, rows);
    }
}
