using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Networks;

public unsafe class DenseNetworkTests
{
    public static TheoryData<Activation, bool> Cases
    {
        get
        {
            var cases = new TheoryData<Activation, bool>();
            foreach (var activation in Enum.GetValues<Activation>())
            {
                cases.Add(activation, false);
                cases.Add(activation, true);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreThoseOfDifferences(Activation activation, bool tied)
    {
        // Σ c·y over rows and outputs, for random c: its gradient with respect to y is c.
        const int Rows = 7, Width = 5;
        var architecture = NetworkArchitecture.Autoencoder(Width, [6, 3], activation, activation, tied);
        var parameters = Normals(1, architecture.ParameterCount, 0.7f);
        var rows = Normals(2, Rows * Width, 1);
        var factors = Normals(3, Rows * Width, 1);

        var network = new DenseNetwork(architecture, parameters, _ => true);
        var buffers = new NetworkBuffers(architecture, backward: true);
        buffers.Reserve(Rows);
        var gradients = new ParameterGradients(architecture, 4);
        var actual = new float[parameters.Length];
        var inputs = new float[rows.Length];
        network.Forward(rows, buffers, 0, Rows, 0, 3);
        factors.CopyTo(buffers.Deltas(3, 0, Rows));
        fixed (float* first = rows)
        {
            network.Backward(buffers, 0, Rows, inputs);
            gradients.Compute(first, buffers, actual, Rows, accumulate: false, new WorkTeam(2));
        }
        GC.KeepAlive(buffers);

        double[] wide = [.. rows.Select(v => (double)v)];
        double[] wideParameters = [.. parameters.Select(v => (double)v)];
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(p => Sum(p, wide), wideParameters), actual);
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(r => Sum(wideParameters, r), wide), inputs);

        double Sum(double[] p, double[] r)
        {
            double sum = 0;
            for (var i = 0; i < Rows; i++)
            {
                var y = ReferenceNetwork.Forward(architecture, p, r[(i * Width)..((i + 1) * Width)], 0, 3).Values[3];
                for (var j = 0; j < Width; j++)
                    sum += factors[(i * Width) + j] * y[j];
            }
            return sum;
        }
    }

    [Fact]
    public void AccumulatedGradientsAddUp()
    {
        const int Rows = 40;
        var architecture = NetworkArchitecture.Autoencoder(130, [100], Activation.Tanh, Activation.Identity, tied: true);
        float[] x = Normals(1, Rows * 130, 1), h = Normals(2, Rows * 100, 1);
        var gradients = new ParameterGradients(architecture, 2);
        var once = new float[architecture.ParameterCount];
        var twice = new float[architecture.ParameterCount];
        fixed (float* inputs = x, codes = h)
        {
            gradients.Bind(0, inputs, codes);
            gradients.Bind(1, codes, inputs);
            gradients.Compute(once, Rows, accumulate: false, new WorkTeam(1));
            gradients.Compute(twice, Rows, accumulate: false, new WorkTeam(1));
            gradients.Compute(twice, Rows, accumulate: true, new WorkTeam(1));
        }
        once.Should().Contain(v => v != 0);
        for (var i = 0; i < once.Length; i++)
            twice[i].Should().BeApproximately(2 * once[i], 1e-4f + (1e-5f * Math.Abs(once[i])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void ARowAloneHasTheBitsItHasInABlock(int outputs)
    {
        const int Rows = 29, Width = 3;
        var architecture = NetworkArchitecture.Chain(Width, [2, outputs], [Activation.SiLU, Activation.Tanh]);
        var network = new DenseNetwork(architecture, Normals(1, architecture.ParameterCount, 1), _ => false);
        var rows = Normals(2, Rows * Width, 1);
        var block = Run(rows, Rows);
        for (var i = 0; i < Rows; i++)
            Run(rows[(i * Width)..((i + 1) * Width)], 1).ShouldEqual(block[(i * outputs)..((i + 1) * outputs)]);

        float[] Run(float[] input, int count)
        {
            var buffers = new NetworkBuffers(architecture, backward: false);
            buffers.Reserve(count);
            network.Forward(input, buffers, 0, count, 0, 1);
            return buffers.Values(1, 0, count).ToArray();
        }
    }

    internal static float[] Normals(ulong seed, int count, float deviation)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.Weights, 77).FillNormal(values);
        for (var i = 0; i < count; i++)
            values[i] *= deviation;
        return values;
    }
}
