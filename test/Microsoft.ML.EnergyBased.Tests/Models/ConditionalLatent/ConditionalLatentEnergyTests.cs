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
            foreach (string set in Sets.Keys)
            {
                foreach (float beta in Betas)
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
        ConditionalShape shape = Shape(Sets[set]);
        ConditionalLatentEnergy energy = Create(shape, beta);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), energies = new float[Count];
        energy.Energy(rows, energies);
        for (int i = 0; i < Count; i++)
        {
            double expected = reference.FreeEnergy(parameters, Wide(rows, i, 0, X), Wide(rows, i, X, Y), beta);
            // The scan's own error at finite β is of the order of its step, squared.
            Assert.Equal(expected, energies[i], 1e-5 + (2e-5 * Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreThoseOfDifferences(string set, float beta)
    {
        ConditionalShape shape = Shape(Sets[set]);
        ConditionalLatentEnergy energy = Create(shape, beta);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), energies = new float[Count], again = new float[Count], gradients = new float[rows.Length];
        energy.Gradient(rows, energies, gradients);
        energy.Energy(rows, again);
        Assert.Equal(again, energies);
        for (int i = 0; i < Count; i++)
        {
            double[] expected = ReferenceNetwork.Differences(
                row => reference.FreeEnergy(parameters, row[..X], row[X..], beta), Wide(rows, i, 0, X + Y));
            ReferenceNetwork.AssertGradient(expected, gradients.AsSpan(i * (X + Y), X + Y));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RowsAloneAndInABlockGiveTheSameBits(string set, float beta)
    {
        ConditionalLatentEnergy energy = Create(Shape(Sets[set]), beta);
        int size = energy.LatentSize, width = X + Y;
        float[] rows = CreateRows();
        rows[(3 * width) + 1] = float.NaN;
        rows[(7 * width) + X] = float.PositiveInfinity;
        float[] energies = new float[Count], latents = new float[Count * size], restored = new float[rows.Length], alone = new float[Count];
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, latents, restored, searches);
        for (int i = 0; i < Count; i++)
        {
            float[] latent = new float[size], row = new float[width], one = new float[1];
            var search = new LatentSearch[1];
            energy.Infer(rows.AsSpan(i * width, width), one, latent, row, search);
            alone[i] = one[0];
            Assert.Equal(latents.AsSpan(i * size, size).ToArray(), latent);
            Assert.Equal(restored.AsSpan(i * width, width).ToArray(), row);
            bool bad = i is 3 or 7;
            Assert.Equal(bad, float.IsNaN(one[0]));
            Assert.All(latent.Concat(row), v => Assert.Equal(bad, float.IsNaN(v)));
            Assert.Equal(!bad, search[0].IsConverged);
            Assert.Equal(bad, float.IsNaN(search[0].Gap));
            if (!bad)
                Assert.Equal(rows.AsSpan(i * width, X), row.AsSpan(0, X));
        }
        Assert.Equal(energies, alone);
    }

    [Fact]
    public void TheReconstructionIsWhatTheLatentDecodesTo()
    {
        ConditionalLatentEnergy energy = Create(Shape(LatentSet.Circle()), float.PositiveInfinity);
        float[] rows = CreateRows(), energies = new float[Count], latents = new float[2 * Count], restored = new float[rows.Length], decoded = new float[Y];
        energy.Infer(rows, energies, latents, restored, default);
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(1, (latents[2 * i] * latents[2 * i]) + (latents[(2 * i) + 1] * latents[(2 * i) + 1]), 1e-6);
            energy.Decode(rows.AsSpan(i * (X + Y), X), latents.AsSpan(2 * i, 2), decoded);
            Assert.Equal(restored.AsSpan((i * (X + Y)) + X, Y).ToArray(), decoded);
            Assert.Equal(energies[i], decoded.Select((d, j) => (d - rows[(i * (X + Y)) + X + j]) * (d - rows[(i * (X + Y)) + X + j])).Sum(), 1e-5);
        }
    }

    [Fact]
    public void OfADiscreteLatentAtFiniteTemperatureItIsTheMean()
    {
        ConditionalShape shape = Shape(LatentSet.Discrete(5));
        ConditionalLatentEnergy energy = Create(shape, 0.8f);
        var reference = new ConditionalReference(shape);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        float[] rows = CreateRows(), latents = new float[5 * Count], restored = new float[rows.Length];
        energy.Infer(rows, default, latents, restored, default);
        for (int i = 0; i < Count; i++)
        {
            double[] x = Wide(rows, i, 0, X), y = Wide(rows, i, X, Y);
            double[] weights = [.. Enumerable.Range(0, 5).Select(k => Math.Exp(-0.8 * reference.Energy(parameters, x, y, k)))];
            for (int k = 0; k < 5; k++)
                Assert.Equal(weights[k] / weights.Sum(), latents[(5 * i) + k], 1e-5);
            for (int j = 0; j < Y; j++)
            {
                double mean = Enumerable.Range(0, 5).Sum(k => weights[k] * reference.Decode(parameters, x, k)[j]) / weights.Sum();
                Assert.Equal(mean, restored[(i * (X + Y)) + X + j], 1e-4);
            }
        }
    }

    [Fact]
    public void PredictionsRunOverTheSet()
    {
        ConditionalLatentEnergy energy = Create(Shape(LatentSet.Continuous(1, -2, 2)), 1, predictions: 5);
        Assert.Equal([-2f, -1, 0, 1, 2], energy.PredictionLatents.ToArray());
        float[] x = [0.3f, -0.4f, float.NaN, 1], predictions = new float[2 * 5 * Y], decoded = new float[Y];
        energy.Predict(x, predictions);
        for (int k = 0; k < 5; k++)
        {
            energy.Decode(x.AsSpan(0, X), energy.PredictionLatents.Slice(k, 1), decoded);
            Assert.Equal(predictions.AsSpan(k * Y, Y).ToArray(), decoded);
        }
        Assert.All(predictions[(5 * Y)..], p => Assert.True(float.IsNaN(p)));
    }

    [Fact]
    public void SetsSpreadTheirPoints()
    {
        Assert.Equal([1f, 0, 0, 0, 1, 0, 0, 0, 1], LatentSet.Discrete(3).Spread(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentSet.Discrete(3).Spread(4));
        Assert.Equal([0.5f], LatentSet.Continuous(1, 0, 1).Spread(1));
        Assert.Equal([1f, 0, 0, 1, -1, 0, 0, -1], LatentSet.Circle().Spread(4).Select(v => MathF.Round(v, 6) + 0));
        float[] box = LatentSet.Continuous(2, -1, 3).Spread(200);
        Assert.All(box, v => Assert.InRange(v, -1, 3));
        // Each of 5 × 5 squares has its share, 8, within one or two.
        Assert.All(
            Enumerable.Range(0, 200).GroupBy(i => ((int)((box[2 * i] + 1) / 0.8f), (int)((box[(2 * i) + 1] + 1) / 0.8f))),
            square => Assert.InRange(square.Count(), 6, 10));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(6)]
    public void WhatIsMissingOfYIsCompletedByEveryMinimum(float beta)
    {
        // One hidden layer wide enough to curve: given y₁, y₂ and y₃ have several answers.
        ConditionalLatentEnergy energy = Create(Shape(LatentSet.Circle()), beta, deviation: 1.4f);
        const int Most = 6, Width = X + Y;
        float[] answers = new float[Most * Width], energies = new float[Most], gradient = new float[Width], one = new float[1];
        float[] decoded = new float[Y];
        int several = 0;
        for (int i = 0; i < 8; i++)
        {
            float[] row = CreateRows()[(i * Width)..((i + 1) * Width)];
            energy.Decode(row.AsSpan(0, X), LatentSet.Circle().Spread(8).AsSpan(2 * i, 2), decoded);
            row[X] = decoded[0];
            row[X + 1] = row[X + 2] = float.NaN;
            int found = energy.Complete(row, answers, energies);
            Assert.InRange(found, 1, Most);
            several += found > 1 ? 1 : 0;
            for (int k = 0; k < found; k++)
            {
                Span<float> answer = answers.AsSpan(k * Width, Width);
                Assert.Equal(row.AsSpan(0, X + 1), answer[..(X + 1)]);
                energy.Gradient(answer, one, gradient);
                Assert.Equal(one[0], energies[k]);
                Assert.Equal(0, gradient[X + 1], 2e-4);
                Assert.Equal(0, gradient[X + 2], 2e-4);
                Assert.True(k == 0 || energies[k] >= energies[k - 1]);
            }
            if (float.IsInfinity(beta))
                Assert.Equal(0, energies[0], 1e-5);
            Assert.All(energies[found..], e => Assert.True(float.IsNaN(e)));
        }
        Assert.True(several >= 4, $"{several} of 8 rows have more than one answer");
    }

    [Fact]
    public void WithNothingOfYEveryBranchIsAnAnswerAndWithoutXNone()
    {
        ConditionalLatentEnergy energy = Create(Shape(LatentSet.Discrete(5)), float.PositiveInfinity);
        float[] row = [0.5f, -1, float.NaN, float.NaN, float.NaN], answers = new float[8 * 5], energies = new float[8], predictions = new float[5 * Y];
        Assert.Equal(5, energy.Complete(row, answers, energies));
        Assert.All(energies[..5], e => Assert.Equal(0, e));
        energy.Predict(row.AsSpan(0, X), predictions);
        for (int k = 0; k < 5; k++)
            Assert.Contains(Enumerable.Range(0, 5), i => answers.AsSpan((i * 5) + X, Y).SequenceEqual(predictions.AsSpan(k * Y, Y)));
        // Fewer are asked for than there are.
        Assert.Equal(2, energy.Complete(row, new float[2 * 5], new float[2]));

        Assert.Equal(0, energy.Complete([float.NaN, 1, 1, 1, 1], answers, energies));
        Assert.Equal(0, energy.Complete([0, 1, 1, float.NegativeInfinity, 1], answers, energies));
        Assert.All(answers.Concat(energies), v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void ASquareIsSearchedAsWell()
    {
        ConditionalLatentEnergy energy = Create(Shape(LatentSet.Continuous(2, -1, 1, 0.1f)), float.PositiveInfinity);
        float[] rows = CreateRows(), energies = new float[Count], gradients = new float[rows.Length], decoded = new float[Y];
        energy.Energy(rows, energies);
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> x = rows.AsSpan(i * (X + Y), X), y = rows.AsSpan((i * (X + Y)) + X, Y);
            double least = double.PositiveInfinity;
            for (int a = 0; a <= 200; a++)
            {
                for (int b = 0; b <= 200; b++)
                {
                    float[] z = [-1 + (a / 100f), -1 + (b / 100f)];
                    energy.Decode(x, z, decoded);
                    double e = 0.05 * ((z[0] * z[0]) + (z[1] * z[1]));
                    for (int j = 0; j < Y; j++)
                        e += (decoded[j] - y[j]) * (decoded[j] - y[j]);
                    least = Math.Min(least, e);
                }
            }
            Assert.InRange(energies[i], least - 1e-3, least + 1e-5);
        }

        // The integral falls from the mean to the minimum.
        float[] warm = new float[Count], cold = new float[Count];
        energy.WithInverseTemperature(0.5f).Energy(rows, warm);
        energy.WithInverseTemperature(2000).Energy(rows, cold);
        Assert.All(Enumerable.Range(0, Count), i => Assert.True(energies[i] < cold[i] && cold[i] < warm[i] && cold[i] < energies[i] + 0.01));
    }

    private static ConditionalShape Shape(LatentSet latent) => new(X, Y, latent, [7], Activation.Tanh, Activation.Identity);

    private static ConditionalLatentEnergy Create(ConditionalShape shape, float beta, int predictions = 5, float deviation = 0.8f)
        => new(shape, ConditionalReference.Parameters(shape, deviation: deviation), beta, predictions);

    private static float[] CreateRows() => DenseNetworkTests.Normals(9, Count * (X + Y), 1);

    private static double[] Wide(float[] rows, int row, int start, int length)
        => [.. rows.AsSpan((row * (X + Y)) + start, length).ToArray().Select(v => (double)v)];
}
