using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Training;

public class OptimizerTests
{
    private const int Count = 37, Decayed = 20, Steps = 6;
    private const double Rate = 0.05, Decay = 0.3;

    public static TheoryData<string> Names => [.. Rules.Keys];

    private static readonly Dictionary<string, (Optimizer Optimizer, Func<double, double, double, double[], int, double> Step)> Rules = new()
    {
        ["sgd"] = (Optimizer.Sgd(), (w, g, d, s, t) => w - (Rate * (g + (d * w)))),
        ["momentum"] = (Optimizer.Sgd(0.8f), (w, g, d, s, t) =>
        {
            s[0] = (0.8 * s[0]) + g + (d * w);
            return w - (Rate * s[0]);
        }
        ),
        ["nesterov"] = (Optimizer.Sgd(0.8f, nesterov: true), (w, g, d, s, t) =>
        {
            s[0] = (0.8 * s[0]) + g + (d * w);
            return w - (Rate * (g + (d * w) + (0.8 * s[0])));
        }
        ),
        ["adam"] = (Optimizer.Adam(0.8f, 0.95f, 1e-3f), (w, g, d, s, t) => w - Adam(g + (d * w), s, t)),
        ["adamw"] = (Optimizer.AdamW(0.8f, 0.95f, 1e-3f), (w, g, d, s, t) => (w * (1 - (Rate * d))) - Adam(g, s, t)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void StepsAreThoseOfTheFormula(string name)
    {
        (var optimizer, var step) = Rules[name];
        float[] parameters = Values(1), gradient = new float[Count];
        double[] expected = [.. parameters.Select(p => (double)p)];
        double[][] memory = [.. expected.Select(_ => new double[2])];
        var state = new OptimizerState(optimizer, parameters, gradient, Decayed, (float)Decay, double.PositiveInfinity);
        for (var t = 1; t <= Steps; t++)
        {
            Values((ulong)t + 5).CopyTo(gradient, 0);
            state.Step(Rate, new WorkTeam(1));
            for (var i = 0; i < Count; i++)
                expected[i] = step(expected[i], gradient[i], i < Decayed ? Decay : 0, memory[i], t);
        }
        for (var i = 0; i < Count; i++)
            parameters[i].Should().BeApproximately(expected[i], 2e-6);
    }

    [Fact]
    public void ALongGradientIsShortened()
    {
        float[] parameters = new float[2], gradient = [30, 40];
        new OptimizerState(Optimizer.Sgd(), parameters, gradient, 0, 0, 5).Step(1, new WorkTeam(1));
        parameters.ShouldEqual([-3, -4]);
        gradient.ShouldEqual([30, 40]);
        new OptimizerState(Optimizer.Sgd(), parameters, gradient, 0, 0, 51).Step(1, new WorkTeam(1));
        parameters.ShouldEqual([-33, -44]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsDoNotMatter(int threads)
    {
        Run(threads).ShouldEqual(Run(1));

        static float[] Run(int threads)
        {
            float[] parameters = new float[50_001], gradient = new float[50_001];
            new RandomStream(3, RandomPurpose.Weights).FillNormal(gradient);
            var state = new OptimizerState(Optimizer.Adam(), parameters, gradient, 40_000, 0.1f, 1);
            for (var t = 0; t < 3; t++)
                state.Step(0.1, new WorkTeam(threads));
            return parameters;
        }
    }

    public static TheoryData<Refusal> ArgumentsAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("momentum", () => Optimizer.Sgd(1)),
        Refusal.Of<ArgumentOutOfRangeException>("momentum", () => Optimizer.Sgd(float.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("momentum", () => Optimizer.Sgd(0, nesterov: true)),
        Refusal.Of<ArgumentOutOfRangeException>("beta1", () => Optimizer.Adam(-0.1f)),
        Refusal.Of<ArgumentOutOfRangeException>("beta2", () => Optimizer.AdamW(0.9f, 1)),
        Refusal.Of<ArgumentOutOfRangeException>("epsilon", () => Optimizer.Adam(epsilon: 0)),
    };

    [Theory]
    [MemberData(nameof(ArgumentsAreCheckedCases))]
    public void ArgumentsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void TheTextNamesTheParameters()
    {
        Optimizer.Adam().ToString().Should().Be("Adam(β₁ = 0.9, β₂ = 0.999, ε = 1E-08)");
        Optimizer.Sgd(0.5f, true).ToString().Should().Be("Sgd(μ = 0.5, Nesterov)");
    }

    private static double Adam(double g, double[] s, int t)
    {
        s[0] = (0.8 * s[0]) + (0.2 * g);
        s[1] = (0.95 * s[1]) + (0.05 * g * g);
        return Rate * (s[0] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(s[1] / (1 - Math.Pow(0.95, t))) + 1e-3);
    }

    private static float[] Values(ulong seed)
    {
        var values = new float[Count];
        new RandomStream(seed, RandomPurpose.Weights).FillNormal(values);
        return values;
    }
}
