using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Networks;

/// <summary>The same network in double, written as plainly as can be.</summary>
internal static class ReferenceNetwork
{
    public static double Apply(Activation activation, double x) => activation switch
    {
        Activation.Identity => x,
        Activation.ReLU => Math.Max(x, 0),
        Activation.LeakyReLU => x > 0 ? x : x / 100,
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Softplus => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
        Activation.SiLU => x / (1 + Math.Exp(-x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public static double Derivative(Activation activation, double x)
    {
        var s = 1 / (1 + Math.Exp(-x));
        return activation switch
        {
            Activation.Identity => 1,
            Activation.ReLU => x > 0 ? 1 : 0,
            Activation.LeakyReLU => x > 0 ? 1 : 0.01,
            Activation.Tanh => 1 - (Math.Tanh(x) * Math.Tanh(x)),
            Activation.Sigmoid => s * (1 - s),
            Activation.Softplus => s,
            Activation.SiLU => s + (x * s * (1 - s)),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }

    /// <summary>The outputs of layers first .. last, and their sums before the activation.</summary>
    public static (double[][] Values, double[][] Sums) Forward(NetworkArchitecture network, double[] parameters, double[] row, int first, int last)
    {
        var values = new double[last - first + 1][];
        var sums = new double[last - first + 1][];
        var x = row;
        for (var l = first; l <= last; l++)
        {
            var layer = network.Layers[l];
            var a = new double[layer.Outputs];
            for (var j = 0; j < a.Length; j++)
            {
                a[j] = parameters[layer.BiasOffset + j];
                for (var i = 0; i < x.Length; i++)
                    a[j] += x[i] * Weight(layer, parameters, i, j);
            }
            sums[l - first] = a;
            x = values[l - first] = [.. a.Select(v => Apply(layer.Activation, v))];
        }
        return (values, sums);
    }

    /// <summary>‖∂h/∂y‖²_F of the outputs h of layers 0 .. last, by products of Jacobians.</summary>
    public static double SquaredJacobian(NetworkArchitecture network, double[] parameters, double[] row, int last)
    {
        var sums = Forward(network, parameters, row, 0, last).Sums;
        double[][] jacobian = [.. row.Select((_, i) => row.Select((_, j) => i == j ? 1.0 : 0.0).ToArray())];
        for (var l = 0; l <= last; l++)
        {
            var layer = network.Layers[l];
            jacobian = [.. jacobian.Select(from => Enumerable.Range(0, layer.Outputs)
                .Select(j => Derivative(layer.Activation, sums[l][j]) * from.Select((v, i) => v * Weight(layer, parameters, i, j)).Sum()).ToArray())];
        }
        return jacobian.Sum(line => line.Sum(v => v * v));
    }

    private static double Weight(LayerShape layer, double[] parameters, int input, int output)
        => parameters[layer.WeightOffset + (layer.Transposed ? (output * layer.Inputs) + input : (input * layer.Outputs) + output)];

    /// <summary>Central differences of a function of many variables.</summary>
    public static double[] Differences(Func<double[], double> function, double[] at, double step = 1e-5)
    {
        var gradient = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            var kept = at[i];
            at[i] = kept + step;
            var above = function(at);
            at[i] = kept - step;
            var below = function(at);
            at[i] = kept;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    /// <summary>‖actual − expected‖ / ‖expected‖ must be below 1e-3, and no element off by more than 1e-3 of the largest.</summary>
    public static void AssertGradient(double[] expected, ReadOnlySpan<float> actual)
    {
        actual.Length.Should().Be(expected.Length);
        double square = 0, difference = 0, largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            square += expected[i] * expected[i];
            var error = expected[i] - actual[i];
            difference += error * error;
            Math.Abs(error)
                .Should().BeLessThanOrEqualTo(1e-3 * largest, "element {0}: {1} instead of {2} (largest {3})", i, actual[i], expected[i], largest);
        }
        square.Should().BeGreaterThan(0, "the gradient is 0 throughout");
        Math.Sqrt(difference / square).Should().BeInRange(0, 1e-3);
    }
}
