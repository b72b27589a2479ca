using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

public class ConditionalLatentEnergyTests
{
    private const int X = 2, Y = 3, Count = 12;

    private static readonly float[] Betas = [float.PositiveInfinity, 0.3f, 4];

    public static TheoryData<string, float> Cases
    {
        get
        {
            var cases = new TheoryData<string, float>();
            foreach (var set in Sets.Keys)
            {
                foreach (var beta in Betas)
                    cases.Add(set, beta);
            }
            return cases;
        }
    }

    private static readonly Dictionary<string, LatentSet> Sets = new()
    {
        ["discrete"] = LatentSet.Discrete(5),
        ["interval"] = LatentSet.Continuous(1, -1.5f, 2),
        ["interval, penalty"] = LatentSet.Continuous(1, -1, 1, 0.7f),
        ["circle"] = LatentSet.Circle(),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void EnergiesAreThoseOfDenseScans(string set, float beta)
    {
        var shape = Shape(Sets[set]);
        var energy = Create(shape, beta);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), energies = new float[Count];
        energy.Energy(rows, energies);
        for (var i = 0; i < Count; i++)
        {
            var expected = reference.FreeEnergy(parameters, Wide(rows, i, 0, X), Wide(rows, i, X, Y), beta);
            // The scan's own error at finite β is of the order of its step, squared.
            energies[i].Should().BeApproximately(expected, 1e-5 + (2e-5 * Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreThoseOfDifferences(string set, float beta)
    {
        var shape = Shape(Sets[set]);
        var energy = Create(shape, beta);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), energies = new float[Count], again = new float[Count], gradients = new float[rows.Length];
        energy.Gradient(rows, energies, gradients);
        energy.Energy(rows, again);
        energies.ShouldEqual(again);
        for (var i = 0; i < Count; i++)
        {
            var expected = ReferenceNetwork.Differences(
                row => reference.FreeEnergy(parameters, row[..X], row[X..], beta), Wide(rows, i, 0, X + Y));
            ReferenceNetwork.AssertGradient(expected, gradients.AsSpan(i * (X + Y), X + Y));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RowsAloneAndInABlockGiveTheSameBits(string set, float beta)
    {
        var energy = Create(Shape(Sets[set]), beta);
        int size = energy.LatentSize, width = X + Y;
        var rows = CreateRows();
        rows[(3 * width) + 1] = float.NaN;
        rows[(7 * width) + X] = float.PositiveInfinity;
        float[] energies = new float[Count], latents = new float[Count * size], restored = new float[rows.Length], alone = new float[Count];
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, latents, restored, searches);
        for (var i = 0; i < Count; i++)
        {
            float[] latent = new float[size], row = new float[width], one = new float[1];
            var search = new LatentSearch[1];
            energy.Infer(rows.AsSpan(i * width, width), one, latent, row, search);
            alone[i] = one[0];
            latent.ShouldEqual(latents.AsSpan(i * size, size).ToArray());
            row.ShouldEqual(restored.AsSpan(i * width, width).ToArray());
            var bad = i is 3 or 7;
            float.IsNaN(one[0]).Should().Be(bad);
            latent.Concat(row).Should().AllSatisfy(v => float.IsNaN(v).Should().Be(bad));
            search[0].Converged.Should().Be(!bad);
            float.IsNaN(search[0].Gap).Should().Be(bad);
            if (!bad)
                row.AsSpan(0, X).ShouldEqual(rows.AsSpan(i * width, X));
        }
        alone.ShouldEqual(energies);
    }

    [Fact]
    public void TheReconstructionIsWhatTheLatentDecodesTo()
    {
        var energy = Create(Shape(LatentSet.Circle()), float.PositiveInfinity);
        float[] rows = CreateRows(), energies = new float[Count], latents = new float[2 * Count], restored = new float[rows.Length], decoded = new float[Y];
        energy.Infer(rows, energies, latents, restored, default);
        for (var i = 0; i < Count; i++)
        {
            ((latents[2 * i] * latents[2 * i]) + (latents[(2 * i) + 1] * latents[(2 * i) + 1])).Should().BeApproximately(1, 1e-6);
            energy.Decode(rows.AsSpan(i * (X + Y), X), latents.AsSpan(2 * i, 2), decoded);
            decoded.ShouldEqual(restored.AsSpan((i * (X + Y)) + X, Y).ToArray());
            decoded.Select((d, j) => (d - rows[(i * (X + Y)) + X + j]) * (d - rows[(i * (X + Y)) + X + j])).Sum()
                .Should().BeApproximately(energies[i], 1e-5);
        }
    }

    [Fact]
    public void OfADiscreteLatentAtFiniteTemperatureItIsTheMean()
    {
        var shape = Shape(LatentSet.Discrete(5));
        var energy = Create(shape, 0.8f);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), latents = new float[5 * Count], restored = new float[rows.Length];
        energy.Infer(rows, default, latents, restored, default);
        for (var i = 0; i < Count; i++)
        {
            double[] x = Wide(rows, i, 0, X), y = Wide(rows, i, X, Y);
            double[] weights = [.. Enumerable.Range(0, 5).Select(k => Math.Exp(-0.8 * reference.Energy(parameters, x, y, k)))];
            for (var k = 0; k < 5; k++)
                latents[(5 * i) + k].Should().BeApproximately(weights[k] / weights.Sum(), 1e-5);
            for (var j = 0; j < Y; j++)
            {
                var mean = Enumerable.Range(0, 5).Sum(k => weights[k] * reference.Decode(parameters, x, k)[j]) / weights.Sum();
                restored[(i * (X + Y)) + X + j].Should().BeApproximately(mean, 1e-4);
            }
        }
    }

    [Fact]
    public void PredictionsRunOverTheSet()
    {
        var energy = Create(Shape(LatentSet.Continuous(1, -2, 2)), 1, predictions: 5);
        energy.PredictionLatents.ToArray().ShouldEqual([-2f, -1, 0, 1, 2]);
        float[] x = [0.3f, -0.4f, float.NaN, 1], predictions = new float[2 * 5 * Y], decoded = new float[Y];
        energy.Predict(x, predictions);
        for (var k = 0; k < 5; k++)
        {
            energy.Decode(x.AsSpan(0, X), energy.PredictionLatents.Slice(k, 1), decoded);
            decoded.ShouldEqual(predictions.AsSpan(k * Y, Y).ToArray());
        }
        predictions[(5 * Y)..].ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void SetsSpreadTheirPoints()
    {
        LatentSet.Discrete(3).Spread(3).ShouldEqual([1f, 0, 0, 0, 1, 0, 0, 0, 1]);
        FluentActions.Invoking(() => LatentSet.Discrete(3).Spread(4)).Should().ThrowExactly<ArgumentOutOfRangeException>();
        LatentSet.Continuous(1, 0, 1).Spread(1).ShouldEqual([0.5f]);
        LatentSet.Circle().Spread(4).Select(v => MathF.Round(v, 6) + 0).ShouldEqual([1f, 0, 0, 1, -1, 0, 0, -1]);
        var box = LatentSet.Continuous(2, -1, 3).Spread(200);
        box.ShouldAllBeInRange(-1, 3);
        // Each of 5 × 5 squares has its share, 8, within one or two.
        Enumerable.Range(0, 200).GroupBy(i => ((int)((box[2 * i] + 1) / 0.8f), (int)((box[(2 * i) + 1] + 1) / 0.8f)))
            .Should().AllSatisfy(square => square.Count().Should().BeInRange(6, 10));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(6)]
    public void WhatIsMissingOfYIsCompletedByEveryMinimum(float beta)
    {
        // One hidden layer wide enough to curve: given y₁, y₂ and y₃ have several answers.
        var energy = Create(Shape(LatentSet.Circle()), beta, deviation: 1.4f);
        const int Most = 6, Width = X + Y;
        float[] answers = new float[Most * Width], energies = new float[Most], gradient = new float[Width], one = new float[1];
        var decoded = new float[Y];
        var several = 0;
        for (var i = 0; i < 8; i++)
        {
            var row = CreateRows()[(i * Width)..((i + 1) * Width)];
            energy.Decode(row.AsSpan(0, X), LatentSet.Circle().Spread(8).AsSpan(2 * i, 2), decoded);
            row[X] = decoded[0];
            row[X + 1] = row[X + 2] = float.NaN;
            var found = energy.Complete(row, answers, energies, out _);
            found.Should().BeInRange(1, Most);
            several += found > 1 ? 1 : 0;
            for (var k = 0; k < found; k++)
            {
                var answer = answers.AsSpan(k * Width, Width);
                answer[..(X + 1)].ShouldEqual(row.AsSpan(0, X + 1));
                energy.Gradient(answer, one, gradient);
                energies[k].Should().Be(one[0]);
                gradient[X + 1].Should().BeApproximately(0, 2e-4);
                gradient[X + 2].Should().BeApproximately(0, 2e-4);
                (k == 0 || energies[k] >= energies[k - 1]).Should().BeTrue();
            }
            if (float.IsInfinity(beta))
                energies[0].Should().BeApproximately(0, 1e-5);
            energies[found..].ShouldEqual(Enumerable.Repeat(float.NaN, energies.Length - found));
        }
        several.Should().BeGreaterThanOrEqualTo(4, "{0} of 8 rows have more than one answer", several);
    }

    [Fact]
    public void WithNothingOfYEveryBranchIsAnAnswerAndWithoutXNone()
    {
        var energy = Create(Shape(LatentSet.Discrete(5)), float.PositiveInfinity);
        float[] row = [0.5f, -1, float.NaN, float.NaN, float.NaN], answers = new float[8 * 5], energies = new float[8], predictions = new float[5 * Y];
        energy.Complete(row, answers, energies, out _).Should().Be(5);
        energies[..5].ShouldAllEqual(0);
        energy.Predict(row.AsSpan(0, X), predictions);
        for (var k = 0; k < 5; k++)
            Enumerable.Range(0, 5).Any(i => answers.AsSpan((i * 5) + X, Y).SequenceEqual(predictions.AsSpan(k * Y, Y))).Should().BeTrue();
        // Fewer are asked for than there are.
        energy.Complete(row, new float[2 * 5], new float[2], out _).Should().Be(2);

        energy.Complete([float.NaN, 1, 1, 1, 1], answers, energies, out _).Should().Be(0);
        energy.Complete([0, 1, 1, float.NegativeInfinity, 1], answers, energies, out _).Should().Be(0);
        answers.Concat(energies).ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void ASquareIsSearchedAsWell()
    {
        var energy = Create(Shape(LatentSet.Continuous(2, -1, 1, 0.1f)), float.PositiveInfinity);
        float[] rows = CreateRows(), energies = new float[Count], gradients = new float[rows.Length], decoded = new float[Y];
        energy.Energy(rows, energies);
        for (var i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> x = rows.AsSpan(i * (X + Y), X), y = rows.AsSpan((i * (X + Y)) + X, Y);
            var least = double.PositiveInfinity;
            for (var a = 0; a <= 200; a++)
            {
                for (var b = 0; b <= 200; b++)
                {
                    float[] z = [-1 + (a / 100f), -1 + (b / 100f)];
                    energy.Decode(x, z, decoded);
                    var e = 0.05 * ((z[0] * z[0]) + (z[1] * z[1]));
                    for (var j = 0; j < Y; j++)
                        e += (decoded[j] - y[j]) * (decoded[j] - y[j]);
                    least = Math.Min(least, e);
                }
            }
            energies[i].Should().BeInRange(least - 1e-3, least + 1e-5);
        }

        // The integral falls from the mean to the minimum.
        float[] warm = new float[Count], cold = new float[Count];
        energy.WithInverseTemperature(0.5f).Energy(rows, warm);
        energy.WithInverseTemperature(2000).Energy(rows, cold);
        Enumerable.Range(0, Count).Should().OnlyContain(i => energies[i] < cold[i] && cold[i] < warm[i] && cold[i] < energies[i] + 0.01);
    }

    private static ConditionalShape Shape(LatentSet latent) => new(X, Y, latent, [7], Activation.Tanh, Activation.Identity);

    private static ConditionalLatentEnergy Create(ConditionalShape shape, float beta, int predictions = 5, float deviation = 0.8f)
        => new(shape, ConditionalReference.Parameters(shape, deviation: deviation), beta, predictions);

    private static float[] CreateRows() => DenseNetworkTests.Normals(9, Count * (X + Y), 1);

    private static double[] Wide(float[] rows, int row, int start, int length)
        => [.. rows.AsSpan((row * (X + Y)) + start, length).ToArray().Select(v => (double)v)];
}
