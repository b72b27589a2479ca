using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Latent;

/// <summary>Latents of more than two dimensions: searches by descents, integrals by weighted samples.</summary>
public class LatentImportanceIntegralTests(ITestOutputHelper output)
{
    private const int X = 1, Y = 4, Count = 6;

    private static readonly LatentSet Box = LatentSet.Continuous(3, -1, 1, 0.2f);

    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(3000)]
    [InlineData(1e6)]
    public void OfABowlItIsTheProductOfIntegrals(double beta)
    {
        var sample = new LatentImportanceIntegral(Box);
        sample.Compute(new Bowl(), [0.2f, -0.5f, 1], 0, beta, 4096);
        var expected = -Bowl.Terms.Sum(t => Math.Log(Mean(t.Curvature, t.Centre))) / beta;
        output.WriteLine($"β = {beta}: {sample.FreeEnergy:G7} ± {sample.Error:G2} for {expected:G7}");
        sample.FreeEnergy.Should().BeApproximately(expected, 4 * sample.Error);
        (sample.Error * beta).Should().BeInRange(0, 0.08);

        double Mean(double curvature, double centre)
        {
            const int Steps = 200_000;
            return Enumerable.Range(0, Steps).Sum(i => Math.Exp(-beta * curvature * Math.Pow(-1 + ((2 * i) + 1.0) / Steps - centre, 2))) / Steps;
        }
    }

    [Fact]
    public void AnAccidentalSmallSampleSaysSo()
    {
        // Without the minimum to draw around, hardly any of the draws meet the peak.
        var sample = new LatentImportanceIntegral(Box);
        sample.Compute(new Bowl(), [], 0, 3000, 512);
        (sample.Error * 3000).Should().BeGreaterThan(0.2, "{0}", sample.Error);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(-1e3)]
    [InlineData(3e4)]
    public void DrawsFarFromWhatTheSearchFoundNeitherOverflowNorVanish(float off)
    {
        // The search's least E is off by many exponents, as E's rounding alone is where E is large.
        LatentImportanceIntegral exact = new(Box), shifted = new(Box);
        exact.Compute(new Bowl(), [0.2f, -0.5f, 1], 0, 1, 4096);
        shifted.Compute(new Bowl(), [0.2f, -0.5f, 1], off, 1, 4096);
        shifted.FreeEnergy.Should().BeApproximately(exact.FreeEnergy, 1e-9);
        shifted.Error.Should().BeApproximately(exact.Error, 1e-9);
        List<float> points = [];
        List<double> probabilities = [];
        shifted.Posterior(1e-9, points, probabilities);
        probabilities.Sum().Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void EnergiesAreThoseOfDenseSearchesAndSums()
    {
        ConditionalLatentEnergy cold = Create(float.PositiveInfinity), warm = cold.WithInverseTemperature(1.5f);
        const int Draws = 60_000;
        float[] rows = Rows(), least = new float[Count], latents = new float[3 * Count], restored = new float[rows.Length], free = new float[Count], decoded = new float[Draws * Y];
        var searches = new LatentSearch[Count];
        cold.Infer(rows, least, latents, restored, default);
        warm.Infer(rows, free, default, default, searches);
        float[] z = Box.Spread(Draws), contexts = new float[Draws];
        for (var i = 0; i < Count; i++)
        {
            Array.Fill(contexts, rows[i * (X + Y)]);
            cold.Decode(contexts, z, decoded);
            double lowest = double.PositiveInfinity, sum = 0;
            for (var k = 0; k < Draws; k++)
            {
                var energy = 0.1 * ((z[3 * k] * z[3 * k]) + (z[(3 * k) + 1] * z[(3 * k) + 1]) + (z[(3 * k) + 2] * z[(3 * k) + 2]));
                for (var j = 0; j < Y; j++)
                    energy += Math.Pow(decoded[(k * Y) + j] - rows[(i * (X + Y)) + X + j], 2);
                lowest = Math.Min(lowest, energy);
                sum += Math.Exp(-1.5 * energy);
            }
            output.WriteLine($"least {least[i]:G6} of {lowest:G6}; free {free[i]:G6} ± {searches[i].Gap:G2} of {-Math.Log(sum / Draws) / 1.5:G6}");
            // As low as any of the draws, and truly the energy of its z.
            least[i].Should().BeInRange(0, lowest + 1e-4);
            var own = 0.1 * Enumerable.Range(3 * i, 3).Sum(k => latents[k] * latents[k]);
            for (var j = (i * (X + Y)) + X; j < (i + 1) * (X + Y); j++)
                own += Math.Pow(rows[j] - restored[j], 2);
            least[i].Should().BeApproximately(own, 1e-5 * (1 + own));
            latents.ShouldAllBeInRange(-1, 1);
            free[i].Should().BeApproximately(-Math.Log(sum / Draws) / 1.5, (4 * searches[i].Gap) + 0.002);
            searches[i].Converged.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1.5f)]
    [InlineData(1e4f)]
    public void RowsAloneAndInABlockGiveTheSameBitsAndNothingIsAllocated(float beta)
    {
        var energy = Create(beta);
        const int Width = X + Y;
        float[] rows = Rows(), energies = new float[Count], latents = new float[3 * Count], restored = new float[rows.Length];
        rows[(2 * Width) + 1] = float.NaN;
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, latents, restored, searches);
        float[] alone = new float[Count], aloneLatents = new float[3 * Count], aloneRestored = new float[rows.Length];
        var aloneSearches = new LatentSearch[Count];
        for (var i = Count - 1; i >= 0; i--)
            One(i);
        alone.ShouldEqual(energies);
        aloneLatents.ShouldEqual(latents);
        aloneRestored.ShouldEqual(restored);
        aloneSearches.Should().Equal(searches);

        Allocation.Of(() =>
        {
            for (var i = 0; i < Count; i++)
                One(i);
        }).Should().Be(0);

        void One(int i) => energy.Infer(
            rows.AsSpan(i * Width, Width), alone.AsSpan(i, 1), aloneLatents.AsSpan(3 * i, 3), aloneRestored.AsSpan(i * Width, Width), aloneSearches.AsSpan(i, 1));
    }

    [Fact]
    public void GradientsAreThoseOfDifferences()
    {
        var energy = Create(float.PositiveInfinity);
        float[] rows = Rows(), energies = new float[Count], gradients = new float[rows.Length], one = new float[1];
        energy.Gradient(rows, energies, gradients);
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < X + Y; j++)
            {
                var row = rows[(i * (X + Y))..((i + 1) * (X + Y))];
                const float Step = 0.02f;
                row[j] += Step;
                energy.Energy(row, one);
                double above = one[0];
                row[j] -= 2 * Step;
                energy.Energy(row, one);
                gradients[(i * (X + Y)) + j].Should().BeApproximately((above - one[0]) / (2 * Step), 0.02);
            }
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(20f)]
    public void ADecoderLearnsToReachAllThatVaries(float beta)
    {
        // y = x + u, u uniform in a cube: three latents reach it, where least squares has the variance of u left, 3·(1/3).
        const int Rows = 300;
        float[] uniform = new float[4 * Rows], rows = new float[4 * Rows], energies = new float[Rows];
        new RandomStream(3, RandomPurpose.Weights, 9).FillUniform(uniform);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (2 * uniform[i]) - 1 + (i % 4 == 0 ? 0 : (2 * uniform[i / 4 * 4]) - 1);
        var options = new ConditionalLatentEstimator.Options
        {
            Latent = LatentSet.Continuous(3),
            HiddenUnits = [16],
            InverseTemperature = beta,
            NumberOfEpochs = 30,
            BatchSize = 30,
            LearningRate = 0.01f,
            Seed = 1,
        };
        var energy = ConditionalTraining.Fit(TrainingData.InMemory(rows, 4), 1, options).Energy;
        energy.WithInverseTemperature(float.PositiveInfinity).Energy(rows, energies);
        output.WriteLine($"β = {beta}: {energies.Average():G4} of 1");
        energies.Average().Should().BeInRange(0, 0.1);
    }

    private static ConditionalLatentEnergy Create(float beta)
    {
        var shape = new ConditionalShape(X, Y, Box, [8], Activation.Tanh, Activation.Identity);
        return new ConditionalLatentEnergy(shape, ConditionalReference.Parameters(shape), beta, 4);
    }

    private static float[] Rows() => DenseNetworkTests.Normals(9, Count * (X + Y), 1);

    private sealed class Bowl : ILatentFunction
    {
        public static readonly (double Curvature, double Centre)[] Terms = [(1, 0.2f), (4, -0.5f), (0.5, 1)];

        public float Rounding => 1e-13f;

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (var i = 0; i < energies.Length; i++)
            {
                double sum = 0;
                for (var k = 0; k < 3; k++)
                    sum += Terms[k].Curvature * Math.Pow(points[(3 * i) + k] - Terms[k].Centre, 2);
                energies[i] = (float)sum;
            }
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (var i = 0; i < points.Length; i++)
                gradients[i] = (float)(2 * Terms[i % 3].Curvature * (points[i] - Terms[i % 3].Centre));
        }
    }
}
