using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public class MixtureEnergyTests
{
    public static TheoryData<MixtureCovariance, int, int, float> Kinds()
    {
        var data = new TheoryData<MixtureCovariance, int, int, float>();
        foreach (var kind in Enum.GetValues<MixtureCovariance>())
        {
            foreach ((var k, var d) in new[] { (1, 1), (3, 2), (5, 7), (4, 33) })
            {
                foreach (var beta in new[] { 1, 0.3f, float.PositiveInfinity })
                    data.Add(kind, k, d, beta);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryOutputIsThatOfTheReference(MixtureCovariance kind, int k, int d, float beta)
    {
        var reference = MixtureReference.Random(k, d, kind, seed: 3);
        var energy = new MixtureEnergy(reference.Components(kind), beta);
        const int Count = 70;
        float[] rows = [.. Rows.Normals(Count * d, 8).Select(x => 3 * x)];
        float[] energies = new float[Count], latents = new float[Count * k], reconstructions = new float[Count * d], scores = new float[Count * k];
        var searches = new LatentSearch[Count];
        energy.Infer(rows, energies, latents, reconstructions, searches);
        energy.Scores(rows, scores);
        for (var i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(i * d, d);
            double[] expected = reference.Energies(row), shares = reference.Responsibilities(row, beta);
            energies[i].Should().BeApproximately(reference.FreeEnergy(row, beta), 1e-6 * (1 + Math.Abs(energies[i])));
            for (var z = 0; z < k; z++)
            {
                scores[(i * k) + z].Should().BeApproximately(expected[z], 1e-6 * (1 + Math.Abs(expected[z])));
                latents[(i * k) + z].Should().BeApproximately(shares[z], 1e-6);
            }
            for (var j = 0; j < d; j++)
                reconstructions[(i * d) + j].Should().BeApproximately(Enumerable.Range(0, k).Sum(z => shares[z] * reference.Means[z][j]), 1e-5);
            searches[i].Converged.Should().BeTrue();
        }
    }

    [Fact]
    public void OneComponentIsTheClosedFormOfAGaussian()
    {
        var energy = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Full, [1], [1, -2], [4, 1.2, 1.2, 1]));
        var f = new float[1];
        energy.Energy([2, 0], f);

        // det = 4 − 1.44 = 2.56; (1, 2) Σ⁻¹ (1, 2)ᵀ = (1·1 − 2·1.2·1·2 + 4·4)/2.56.
        f[0].Should().BeApproximately(Math.Log(2 * Math.PI) + (0.5 * Math.Log(2.56)) + (0.5 * (1 - 4.8 + 16) / 2.56), 1e-6);
        energy.CovarianceOf(0).ShouldEqual([4, 1.2, 1.2, 1]);
        FluentActions.Invoking(() => energy.CovarianceOf(1)).Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void ARowAloneAndInABlockGiveTheSameBits(MixtureCovariance kind)
    {
        const int D = 13, K = 3, Count = 131;
        var energy = new MixtureEnergy(MixtureReference.Random(K, D, kind, seed: 5).Components(kind));
        var rows = Rows.Normals(Count * D);
        float[] energies = new float[Count], latents = new float[Count * K], reconstructions = new float[Count * D], gradients = new float[Count * D];
        energy.Infer(rows, energies, latents, reconstructions, default);
        var again = new float[Count];
        energy.Gradient(rows, again, gradients);
        again.ShouldEqual(energies);
        for (var i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(i * D, D);
            float[] one = new float[1], z = new float[K], y = new float[D], g = new float[D];
            energy.Energy(row, one);
            one[0].Should().Be(energies[i]);
            energy.Latent(row, z);
            energy.Reconstruct(row, y);
            energy.Gradient(row, one, g);
            z.ShouldEqual(latents[(i * K)..((i + 1) * K)]);
            y.ShouldEqual(reconstructions[(i * D)..((i + 1) * D)]);
            g.ShouldEqual(gradients[(i * D)..((i + 1) * D)]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheGradientIsThatOfFiniteDifferences(MixtureCovariance kind, int k, int d, float beta)
    {
        var reference = MixtureReference.Random(k, d, kind, seed: 7);
        var energy = new MixtureEnergy(reference.Components(kind), beta);
        float[] rows = [.. Rows.Normals(6 * d, 4).Select(x => 2 * x)];
        var gradients = new float[rows.Length];
        energy.Gradient(rows, new float[6], gradients);
        const float Step = 1f / 1024;
        for (var i = 0; i < rows.Length; i++)
        {
            float[] up = rows[(i / d * d)..((i / d * d) + d)], down = [.. up];
            up[i % d] += Step;
            down[i % d] -= Step;
            var slope = (reference.FreeEnergy(up, beta) - reference.FreeEnergy(down, beta)) / ((double)up[i % d] - down[i % d]);
            gradients[i].Should().BeApproximately(slope, 1e-4 * (1 + Math.Abs(slope)));
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void FarFromTheOriginNothingCancels(MixtureCovariance kind)
    {
        // Rows that Single holds exactly, at a million.
        const int D = 4;
        MixtureReference near = MixtureReference.Random(3, D, kind, seed: 9), far = MixtureReference.Random(3, D, kind, seed: 9, offset: 1_000_000);
        var random = new Random(2);
        float[] rows = [.. Enumerable.Range(0, 40 * D).Select(_ => random.Next(-64, 64) / 16f)];
        float[] expected = new float[40], energies = new float[40];
        new MixtureEnergy(near.Components(kind)).Energy(rows, expected);
        new MixtureEnergy(far.Components(kind)).Energy([.. rows.Select(x => x + 1_000_000)], energies);
        for (var i = 0; i < 40; i++)
            energies[i].Should().BeApproximately(expected[i], 1e-6f * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public void NearlyDependentFeaturesKeepTheirDigits()
    {
        // Correlation 1 − 5e-9: Single alone would lose the difference of the two.
        const double C = 1 - 5e-9;
        MixtureReference reference = new([1], [[0, 0]], [new double[,] { { 1, C }, { C, 1 } }]);
        float[] row = [3.0001f, 3], f = new float[1];
        new MixtureEnergy(reference.Components(MixtureCovariance.Full)).Energy(row, f);
        f[0].Should().BeApproximately(reference.FreeEnergy(row, 1), 1e-5);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(float.PositiveInfinity)]
    public void ABadRowGivesNaNAloneAndAFiniteOneBeyondSingleInfinity(float beta)
    {
        const int D = 5, K = 3;
        var energy = new MixtureEnergy(MixtureReference.Random(K, D, MixtureCovariance.Full, seed: 1).Components(MixtureCovariance.Full), beta);
        var rows = Rows.Normals(4 * D);
        float[] expected = new float[4], energies = new float[4], latents = new float[4 * K], reconstructions = new float[4 * D], gradients = new float[4 * D], scores = new float[4 * K];
        energy.Energy(rows, expected);
        rows[D + 1] = float.NaN;
        rows[(2 * D) + 4] = float.PositiveInfinity;
        rows.AsSpan(3 * D).Fill(float.MaxValue);
        var searches = new LatentSearch[4];
        energy.Infer(rows, energies, latents, reconstructions, searches);
        energy.Scores(rows, scores);
        energies.ShouldEqual([expected[0], float.NaN, float.NaN, float.PositiveInfinity]);
        searches.Select(s => float.IsNaN(s.Gap)).Should().Equal(false, true, true, false);
        energy.Gradient(rows, energies, gradients);
        foreach ((var output, var width) in new[] { (latents, K), (scores, K), (reconstructions, D), (gradients, D) })
        {
            output[width..(3 * width)].ShouldAllEqual(float.NaN);
            output[..width].ShouldNotContain(float.NaN);
        }
        latents[(3 * K)..].Sum().Should().BeApproximately(1, 1e-6f);
    }

    [Fact]
    public void TheTemperatureGoesFromTheMinimumToTheMean()
    {
        const int D = 3, K = 4;
        var energy = new MixtureEnergy(MixtureReference.Random(K, D, MixtureCovariance.Full, seed: 2).Components(MixtureCovariance.Full));
        float[] row = Rows.Normals(D), scores = new float[K], f = new float[1];
        energy.Scores(row, scores);
        energy.WithInverseTemperature(float.PositiveInfinity).Energy(row, f);
        f[0].Should().Be(scores.Min());
        energy.WithInverseTemperature(1e4f).Energy(row, f);
        f[0].Should().BeApproximately(scores.Min(), 1e-3f);
        energy.WithInverseTemperature(1e-4f).Energy(row, f);
        (f[0] + (MathF.Log(K) / 1e-4f)).Should().BeApproximately(scores.Average(), 0.02f);
        FluentActions.Invoking(() => energy.WithInverseTemperature(0)).Should().ThrowExactly<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => energy.WithInverseTemperature(float.NaN)).Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void SamplesHaveTheMomentsOfTheMixture(MixtureCovariance kind)
    {
        const int D = 3, K = 3, Count = 100_000;
        var reference = MixtureReference.Random(K, D, kind, seed: 6);
        var energy = new MixtureEnergy(reference.Components(kind));
        var rows = new float[Count * D];
        energy.Sample(rows, seed: 5);
        for (var i = 0; i < D; i++)
        {
            var mean = Enumerable.Range(0, K).Sum(z => reference.Weights[z] * reference.Means[z][i]);
            var actual = Enumerable.Range(0, Count).Average(n => (double)rows[(n * D) + i]);

            // Standard deviations are about 2: five standard errors.
            actual.Should().BeApproximately(mean, 5 * 2.5 / Math.Sqrt(Count));
            for (var j = 0; j <= i; j++)
            {
                var moment = Enumerable.Range(0, K).Sum(z => reference.Weights[z] * (reference.Covariances[z][i, j] + (reference.Means[z][i] * reference.Means[z][j])));
                var sampled = Enumerable.Range(0, Count).Average(n => (double)rows[(n * D) + i] * rows[(n * D) + j]);
                sampled.Should().BeApproximately(moment, 5 * 8 / Math.Sqrt(Count));
            }
        }

        // A row does not depend on how many are drawn.
        var few = new float[10 * D];
        energy.Sample(few, seed: 5);
        rows[..few.Length].ShouldEqual(few);
        energy.Sample(few, seed: 6);
        rows[..few.Length].ShouldNotEqual(few);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(3)]
    public void SamplesFollowTheTemperature(float beta)
    {
        // Three normals on a line: moments of e^{−βF_β} by the sum over a fine grid.
        const int Count = 100_000;
        var energy = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Spherical, [0.5, 0.3, 0.2], [-3, 0, 4], [0.25, 1, 4]), beta);
        float[] grid = [.. Enumerable.Range(0, 40_001).Select(i => -20 + (i * 0.001f))];
        var energies = new float[grid.Length];
        energy.Energy(grid, energies);
        double[] densities = [.. energies.Select(f => Math.Exp(-beta * (double)f))];
        var rows = new float[Count];
        energy.Sample(rows, seed: 5);
        for (var power = 1; power <= 3; power++)
        {
            var moment = grid.Zip(densities, (y, p) => Math.Pow(y, power) * p).Sum() / densities.Sum();
            var spread = Math.Sqrt(grid.Zip(densities, (y, p) => Math.Pow(y, 2 * power) * p).Sum() / densities.Sum());
            rows.Average(y => Math.Pow(y, power)).Should().BeApproximately(moment, 5 * spread / Math.Sqrt(Count));
        }
        FluentActions.Invoking(() => energy.WithInverseTemperature(float.PositiveInfinity).Sample(rows, 5))
            .Should().ThrowExactly<NotSupportedException>();
    }

    public static TheoryData<Refusal> ParametersThatMakeNoMixtureAreRefusedCases => new()
    {
        Refusal.Of<ArgumentException>(() => new MixtureComponents(MixtureCovariance.Full, [1], [0, 0], [1, 2, 2, 1])),
        Refusal.Of<ArgumentException>(() => new MixtureComponents(MixtureCovariance.Diagonal, [1], [0, 0], [1, 0])),
        Refusal.Of<ArgumentException>(() => new MixtureComponents(MixtureCovariance.Spherical, [-1, 2], [0, 0], [1, 1])),
        Refusal.Of<ArgumentException>(() => new MixtureComponents(MixtureCovariance.Spherical, [1], [0, double.NaN], [1])),
        Refusal.Of<ArgumentException>(() => new MixtureComponents(MixtureCovariance.Full, [1], [0, 0], [1, 0, 0])),
    };

    [Theory]
    [MemberData(nameof(ParametersThatMakeNoMixtureAreRefusedCases))]
    public void ParametersThatMakeNoMixtureAreRefused(Refusal refusal) => refusal.ShouldHappen();
}
