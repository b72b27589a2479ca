using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

/// <summary>What autoencoders must learn, where the answer is known.</summary>
public class AutoencoderAnswersTests(ITestOutputHelper output)
{
    private static DenoisingAutoencoderEstimator.Options Linear => new()
    {
        Activation = Activation.Identity,
        Corruption = Corruption.None,
        LearningRateSchedule = LearningRateSchedule.Cosine(),
        Seed = 1,
    };

    [Theory]
    [InlineData(1, 0.270376, false)]
    [InlineData(2, 0.041868, false)]
    [InlineData(3, 0.005179, false)]
    [InlineData(2, 0.041868, true)]
    public void LinearOnesReachTheFloorOfPrincipalComponentsOnIris(int code, double floor, bool tied)
    {
        var rows = Rows.Standardise(Rows.Load("iris.csv", 4), 4);
        var options = Linear.With(o => { o.HiddenUnits = [code]; o.TiedWeights = tied; o.NumberOfEpochs = 300; o.BatchSize = 30; o.LearningRate = 0.03f; });
        var error = Error(AutoencoderTraining.Fit(TrainingData.InMemory(rows, 4), options).Energy, rows);
        output.WriteLine($"code {code}: {error:F6}, floor {floor:F6}");
        error.Should().BeInRange(floor * (1 - 1e-4), floor * 1.01);
        if (code == 2 && !tied)
        {
            var streamed = Error(AutoencoderTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 4, 11), 4, 64), options).Energy, rows);
            streamed.Should().BeInRange(floor * (1 - 1e-4), floor * 1.01);
        }
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(2, 0.05242583, false)]
    [InlineData(5, 0.03336894, false)]
    [InlineData(10, 0.01919647, false)]
    [InlineData(20, 0.00775101, false)]
    [InlineData(30, 0.00300037, false)]
    [InlineData(2, 0.05242583, true)]
    [InlineData(10, 0.01919647, true)]
    [InlineData(30, 0.00300037, true)]
    public void LinearOnesReachTheFloorOfPrincipalComponentsOnDigits(int code, double floor, bool tied)
    {
        var rows = Rows.Load("digits.csv", 64, 1 / 16f);
        var options = Linear.With(o => { o.HiddenUnits = [code]; o.TiedWeights = tied; o.NumberOfEpochs = 400; o.BatchSize = 64; o.LearningRate = 0.01f; });
        var error = Error(AutoencoderTraining.Fit(TrainingData.InMemory(rows, 64), options).Energy, rows);
        output.WriteLine($"code {code}{(tied ? " tied" : "")}: {error:F6}, {error / floor:F5} of the floor");
        error.Should().BeInRange(floor * (1 - 1e-4), floor * (tied && code == 30 ? 1.02 : 1.01));
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(2, 0.05242583)]
    [InlineData(5, 0.03336894)]
    [InlineData(10, 0.01919647)]
    [InlineData(20, 0.00775101)]
    [InlineData(30, 0.00300037)]
    public void NonLinearOnesGoBelowTheFloor(int code, double floor)
    {
        var rows = Rows.Load("digits.csv", 64, 1 / 16f);
        var options = Linear.With(o =>
        {
            o.Activation = Activation.SiLU;
            o.HiddenUnits = [128, code];
            o.NumberOfEpochs = 150;
            o.BatchSize = 64;
            o.LearningRate = 3e-3f;
            o.LearningRateSchedule = LearningRateSchedule.Cosine(warmUpEpochs: 1);
        });
        var error = Error(AutoencoderTraining.Fit(TrainingData.InMemory(rows, 64), options).Energy, rows);
        output.WriteLine($"code {code}: {error:F6}, {error / floor:F5} of the floor");
        error.Should().BeInRange(0, floor * 0.9);
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(1f)]
    public void TheDenoiserOfNormalsShrinks(float noise)
    {
        // r(x) = x/(1 + s²), whose error is s²/(1 + s²).
        const int Count = 20_000, Width = 2;
        var options = Linear.With(o =>
        {
            o.HiddenUnits = [Width];
            o.Corruption = Corruption.Gaussian(noise);
            o.NumberOfEpochs = 15;
            o.BatchSize = 200;
            o.LearningRate = 0.02f;
        });
        var result = AutoencoderTraining.Fit(TrainingData.InMemory(Rows.Normals(Count * Width), Width), options);
        var slope = 1 / (1 + ((double)noise * noise));
        float[] at = [1, 0, 0, 1, -2, 1, 0, 0], restored = new float[8];
        result.Energy.Reconstruct(at, restored);
        for (var i = 0; i < at.Length; i++)
            restored[i].Should().BeApproximately(slope * at[i], 0.02 * Math.Max(1, Math.Abs(at[i])));
        (result.History.Epochs[^1].Energy / Width).Should().BeApproximately(1 - slope, 0.02 * (1 - slope));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void TheFieldPointsAlongTheScoreOfTheSmoothedDensity()
    {
        // Three normals of deviation 0.3; smoothed by the corruption's s, each has variance 0.3² + s².
        const float Spread = 0.3f, Noise = 0.25f;
        (double X, double Y)[] centres = [(-1, -0.6), (1, -0.6), (0, 1.1)];
        const int Count = 20_000;
        var rows = Rows.Normals(Count * 2);
        for (var i = 0; i < Count; i++)
        {
            rows[2 * i] = (float)(centres[i % 3].X + (Spread * rows[2 * i]));
            rows[(2 * i) + 1] = (float)(centres[i % 3].Y + (Spread * rows[(2 * i) + 1]));
        }
        var options = new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [64, 64],
            Activation = Activation.SiLU,
            Corruption = Corruption.Gaussian(Noise),
            NumberOfEpochs = 60,
            BatchSize = 200,
            LearningRate = 3e-3f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = 2,
        };
        var energy = AutoencoderTraining.Fit(TrainingData.InMemory(rows, 2), options).Energy;

        double variance = (Spread * Spread) + (Noise * Noise), cosines = 0, ratio = 0;
        var points = 0;
        for (double x = -2; x <= 2; x += 0.1)
        {
            for (var y = -1.6; y <= 2.1; y += 0.1)
            {
                double density = 0, sx = 0, sy = 0;
                foreach ((var cx, var cy) in centres)
                {
                    var p = Math.Exp(-(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) / (2 * variance));
                    density += p;
                    sx -= p * (x - cx) / variance;
                    sy -= p * (y - cy) / variance;
                }
                (sx, sy) = (sx / density, sy / density);
                var norm = Math.Sqrt((sx * sx) + (sy * sy));
                // Where the data goes, and where the score is more than a tenth of what it is at one deviation.
                if (density < 0.02 || norm < 0.1 / Math.Sqrt(variance))
                    continue;
                var field = new float[2];
                energy.Field([(float)x, (float)y], field);
                cosines += ((field[0] * sx) + (field[1] * sy)) / (norm * Math.Sqrt((field[0] * field[0]) + (field[1] * field[1])));
                ratio += ((field[0] * sx) + (field[1] * sy)) / (norm * norm * Noise * Noise);
                points++;
            }
        }
        output.WriteLine($"mean cosine {cosines / points:F4}, field along s²·score {ratio / points:F4}, {points} points");
        points.Should().BeGreaterThan(300);
        (cosines / points).Should().BeInRange(0.95, 1);
        (ratio / points).Should().BeInRange(0.9, 1.1);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void EnergyGrowsAwayFromTheSpiral()
    {
        // 150 points of an Archimedean spiral of one and a half turns, its arms about 0.67 apart.
        const int Count = 150;
        const float Noise = 0.1f;
        var rows = new float[Count * 2];
        var angles = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var t = Math.PI * (0.7 + (3 * i / (Count - 1.0)));
            angles[i] = t;
            rows[2 * i] = (float)(t * Math.Cos(t) * 0.107);
            rows[(2 * i) + 1] = (float)(t * Math.Sin(t) * 0.107);
        }
        var options = new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [128, 128],
            Activation = Activation.SiLU,
            Corruption = Corruption.Gaussian(Noise),
            NumberOfEpochs = 3000,
            BatchSize = 150,
            LearningRate = 3e-3f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = 3,
        };
        var energy = AutoencoderTraining.Fit(TrainingData.InMemory(rows, 2), options).Energy;

        // Mean energy at distances h along both normals of the inner points.
        double[] steps = [0, 0.02, 0.04, 0.06, 0.08, 0.1];
        var means = new double[steps.Length];
        for (var i = 10; i < Count - 10; i++)
        {
            var t = angles[i];
            (var tx, var ty) = (Math.Cos(t) - (t * Math.Sin(t)), Math.Sin(t) + (t * Math.Cos(t)));
            var length = Math.Sqrt((tx * tx) + (ty * ty));
            foreach (var side in new[] { -1, 1 })
            {
                for (var s = 0; s < steps.Length; s++)
                {
                    var one = new float[1];
                    energy.Energy([(float)(rows[2 * i] - (side * steps[s] * ty / length)), (float)(rows[(2 * i) + 1] + (side * steps[s] * tx / length))], one);
                    means[s] += one[0];
                }
            }
        }
        for (var s = 0; s < means.Length; s++)
            means[s] /= 2 * (Count - 20);
        // log(E − E₀) = c + p·log h, by least squares.
        double[] logs = [.. steps.Skip(1).Select(h => Math.Log(h))], grown = [.. means.Skip(1).Select(m => Math.Log(m - means[0]))];
        var mean = logs.Average();
        var exponent = logs.Zip(grown).Sum(p => (p.First - mean) * p.Second) / logs.Sum(l => (l - mean) * (l - mean));
        output.WriteLine($"exponent {exponent:F3}; energies {string.Join(' ', means.Select(m => m.ToString("G4")))}");
        for (var s = 1; s < means.Length; s++)
            means[s].Should().BeGreaterThan(means[s - 1], "the energy falls from {0} to {1} at {2}", means[s - 1], means[s], steps[s]);
        exponent.Should().BeInRange(1.5, 2.5);
    }

    // Squared error a feature.
    private static double Error(AutoencoderEnergy energy, float[] rows)
    {
        var energies = new float[rows.Length / energy.Dimension];
        energy.Energy(rows, energies);
        return energies.Average(e => (double)e) / energy.Dimension;
    }
}
