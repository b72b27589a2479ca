using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Models.LatentOptimization;

public sealed class LatentOptimizationEnergyTests(ITestOutputHelper output)
{
    // The ellipse of the practicum: [2 cos t, 1.5 sin t] is a linear decoder of the circle.
    private static readonly LatentOptimizationEnergy Ellipse = Linear(LatentConstraint.Sphere, [2, 0, 0, 1.5f], 2);

    [Fact]
    public void TheDistanceToTheEllipseIsTheKnownOne()
    {
        var energies = new float[3];
        var latents = new float[6];
        var reconstructions = new float[6];
        var searches = new LatentSearch[3];
        Ellipse.Infer([1, 1, 0, 0, 2, 0], energies, latents, reconstructions, searches);
        energies[0].Should().BeApproximately(0.07331367f, 1e-5f);
        energies[1].Should().BeApproximately(2.25f, 1e-5f);
        energies[2].Should().BeApproximately(0, 1e-5f);
        for (var i = 0; i < 3; i++)
        {
            Math.Sqrt((latents[2 * i] * latents[2 * i]) + (latents[(2 * i) + 1] * latents[(2 * i) + 1])).Should().BeApproximately(1, 1e-5);
            reconstructions[2 * i].Should().BeApproximately(2 * latents[2 * i], 1e-5f);
            searches[i].Converged.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(0.1f, 3.105869)]
    [InlineData(0.3f, 3.067824)]
    [InlineData(1, 2.942043)]
    [InlineData(3.2f, 2.679730)]
    [InlineData(10, 2.448824)]
    public void TheFreeEnergyOfTheEllipseIsTheKnownOneWithinItsError(float beta, double expected)
    {
        var estimate = new FreeEnergyEstimate[2];
        Ellipse.FreeEnergy([0, 0, float.NaN, 0], beta, estimate, chains: 1000, temperatures: 100);
        output.WriteLine($"β = {beta}: {estimate[0]}, exact {expected}");
        AssertWithin(expected, estimate[0]);
        estimate[1].FreeEnergy.Should().Be(double.NaN);
        estimate[1].StandardError.Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 20)]
    [InlineData(5, 2)]
    [InlineData(5, 20)]
    public void TheFreeEnergyOnSpheresIsThatOfTheVonMisesFisherIntegral(int size, float beta)
    {
        // Dec(z) = z: E = ‖y‖² + 1 − 2⟨y, z⟩, and the mean of e^{κ⟨u, z⟩} over the sphere is elementary in odd dimensions.
        var identity = new float[size * size];
        for (var i = 0; i < size; i++)
            identity[i * (size + 1)] = 1;
        float[] row = [.. Rows.Normals(size, 8)];
        var norm = Math.Sqrt(row.Sum(v => (double)v * v));
        var k = 2 * beta * norm;
        var mean = size == 3 ? Math.Sinh(k) / k : 3 * ((k * Math.Cosh(k)) - Math.Sinh(k)) / (k * k * k);
        var expected = (norm * norm) + 1 - (Math.Log(mean) / beta);
        var estimate = new FreeEnergyEstimate[1];
        Linear(LatentConstraint.Sphere, identity, size).FreeEnergy(row, beta, estimate, chains: 300, temperatures: 200, seed: 2);
        output.WriteLine($"{estimate[0]}, exact {expected}");
        AssertWithin(expected, estimate[0]);
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(6, 5)]
    [InlineData(6, 50)]
    public void TheFreeEnergyInBallsIsThatOfTheRadialIntegral(int size, float beta)
    {
        // Dec(z) = z and y = 0: the mean of e^{−βr²} over the ball, whose radii have the density k·r^{k−1}.
        var identity = new float[size * size];
        for (var i = 0; i < size; i++)
            identity[i * (size + 1)] = 1;
        const int Steps = 20000;
        var mean = Enumerable.Range(0, Steps).Select(i => (i + 0.5) / Steps).Sum(r => size * Math.Pow(r, size - 1) * Math.Exp(-beta * r * r)) / Steps;
        var expected = -Math.Log(mean) / beta;
        var estimate = new FreeEnergyEstimate[1];
        Linear(LatentConstraint.Ball, identity, size).FreeEnergy(new float[size], beta, estimate, chains: 300, temperatures: 200, seed: 3);
        output.WriteLine($"{estimate[0]}, exact {expected}");
        AssertWithin(expected, estimate[0]);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(20)]
    public void TheFreeEnergyOfAFreeLatentIsThatOfTheGaussianIntegral(float beta)
    {
        // Dec(z) = z: F = y²/(1 + 2/α), and the mean of e^{−β(y − z)²} over N(0, 1/(βα)) adds ½ ln(1 + 2/α)/β, in each value.
        const float Penalty = 0.5f;
        float[] row = [1, -2, 0.5f], energy = new float[1], latent = new float[3];
        var free = Linear(LatentConstraint.Free, [1, 0, 0, 0, 1, 0, 0, 0, 1], 3, Penalty);
        free.LatentPenalty.Should().Be(Penalty);
        var searches = new LatentSearch[1];
        free.Infer(row, energy, latent, default, searches);
        double least = row.Sum(y => y * y / (1 + (2 / Penalty)));
        energy[0].Should().BeApproximately(least, 1e-4);
        searches[0].Converged.Should().BeTrue();
        for (var j = 0; j < 3; j++)
            latent[j].Should().BeApproximately(row[j] / (1 + (Penalty / 2)), 0.01);

        var estimate = new FreeEnergyEstimate[1];
        free.FreeEnergy(row, beta, estimate, chains: 1000, temperatures: 300, seed: 3);
        var expected = least + (3 * Math.Log(1 + (2 / Penalty)) / 2 / beta);
        output.WriteLine($"β = {beta}: {estimate[0]}, exact {expected}");
        AssertWithin(expected, estimate[0]);
    }

    [Fact]
    public void AFreeLatentCompletesTowardsItsPrior()
    {
        // Dec(z) = (z₁, z₁): of y₁ = 1.2 alone z₁ = 1.2/(1 + α/2), and so is y₂; a Gaussian's regression to the mean.
        var energy = Linear(LatentConstraint.Free, [1, 1, 0, 0], 2, 0.5f);
        float[] answers = new float[4], energies = new float[2], same = new float[1];
        energy.Complete([1.2f, float.NaN], answers, energies, out _).Should().Be(1);
        answers[1].Should().BeApproximately(0.96f, 0.01f);
        energies[0].Should().BeApproximately((0.24 * 0.24) + (0.25 * 0.96 * 0.96), 1e-4);
        energy.Energy(answers.AsSpan(0, 2), same);
        energies[0].Should().Be(same[0]);
    }

    [Fact]
    public void AnswersAreToldApartByEachValueOnItsOwnScale()
    {
        // Of a circle's (0.02 cos t, 1000 + sin t) the second is seen: ±0.02·√(1 − 0.36).
        var shape = new LatentOptimizationShape(2, 2, [], Activation.Identity, Activation.Identity, LatentConstraint.Sphere);
        var energy = new LatentOptimizationEnergy(
            shape, [0.02f, 0, 0, 1, 0, 1000], Standard(2), new DecoderSearchSettings { Descents = 8, Iterations = 1000, Tolerance = 1e-7f }, 1);
        float[] answers = new float[6], energies = new float[3];
        energy.Complete([float.NaN, 1000.6f], answers, energies, out _).Should().Be(2);
        new[] { answers[0], answers[2] }.Order().Select(v => Math.Round(v, 3)).ShouldEqual([-0.016, 0.016]);
    }

    [Theory]
    [InlineData(LatentConstraint.Sphere)]
    [InlineData(LatentConstraint.Free)]
    public void TheGradientIsThatOfFiniteDifferences(LatentConstraint constraint)
    {
        // An ellipsoid that is curved enough: 3 latents, 5 features.
        var energy = NewNetwork(constraint, new DecoderSearchSettings { Descents = 8, Iterations = 2000, Tolerance = 1e-6f });
        var row = Rows.Normals(5, 12);
        var gradient = new float[5];
        var value = new float[1];
        energy.Gradient(row, value, gradient);
        var expected = ReferenceNetwork.Differences(
            y =>
            {
                var e = new float[1];
                energy.Energy(Array.ConvertAll(y, v => (float)v), e);
                return e[0];
            },
            Array.ConvertAll(row, v => (double)v), step: 1e-2);
        for (var j = 0; j < 5; j++)
            gradient[j].Should().BeApproximately(expected[j], 5e-3 * expected.Max(Math.Abs));
        var alone = new float[1];
        energy.Energy(row, alone);
        value[0].Should().Be(alone[0]);
    }

    [Fact]
    public void APartialRowIsCompletedByEveryPointOfTheCurveThatItLiesBelow()
    {
        // Of the ellipse, x = 1.2 is seen: y = ±1.5·√(1 − 0.36) = ±1.2.
        var answers = new float[8];
        var energies = new float[4];
        var count = Ellipse.Complete([1.2f, float.NaN], answers, energies, out _);
        count.Should().Be(2);
        for (var i = 0; i < 2; i++)
        {
            answers[2 * i].Should().Be(1.2f);
            Math.Abs(answers[(2 * i) + 1]).Should().BeApproximately(1.2f, 1e-3f);
            energies[i].Should().BeApproximately(0, 1e-4f);
        }
        (Math.Sign(answers[1]) * Math.Sign(answers[3])).Should().Be(-1);
        answers[4..].ShouldAllEqual(float.NaN);
        energies[2..].ShouldAllEqual(float.NaN);
        Ellipse.Complete([float.NaN, float.NaN], answers, energies, out _).Should().Be(0);
        Ellipse.Complete([float.PositiveInfinity, float.NaN], answers, energies, out _).Should().Be(0);

        // Beyond the ellipse there is one nearest point; F of the answer is what Energy says.
        count = Ellipse.Complete([3, float.NaN], answers, energies, out _);
        count.Should().Be(1);
        answers[1].Should().BeApproximately(0, 0.05f);
        var same = new float[1];
        Ellipse.Energy(answers.AsSpan(0, 2), same);
        energies[0].Should().Be(same[0]);
    }

    [Fact]
    public void AFeatureOnAnotherScaleMergesNoAnswers()
    {
        // [1000 cos t, 1.5 sin t]: 600 is met at two t, whose answers are 2.4 apart.
        float[] answers = new float[8], energies = new float[4];
        Linear(LatentConstraint.Sphere, [1000, 0, 0, 1.5f], 2).Complete([600, float.NaN], answers, energies, out _).Should().Be(2);
        Math.Abs(answers[1]).Should().BeApproximately(1.2f, 1e-3f);
        (answers[1] + answers[3]).Should().BeApproximately(0, 2e-3f);
    }

    [Fact]
    public void SamplesHaveTheMomentsOfTheProjectedGaussianAndARowDoesNotDependOnTheirNumber()
    {
        var samples = new float[2 * 4000];
        Ellipse.Sample(samples, 7);
        double first = 0, second = 0;
        for (var i = 0; i < 4000; i++)
        {
            ((samples[2 * i] * samples[2 * i] / 4) + (samples[(2 * i) + 1] * samples[(2 * i) + 1] / 2.25)).Should().BeApproximately(1, 1e-4);
            first += samples[2 * i] * samples[2 * i] / 4000;
            second += samples[(2 * i) + 1] * samples[(2 * i) + 1] / 4000;
        }
        // A standard normal on the circle is uniform there: cos² and sin² have the mean ½ and the deviation 0.354/√4000.
        first.Should().BeApproximately(2, 0.1);
        second.Should().BeApproximately(1.125, 0.06);

        var few = new float[20];
        Ellipse.Sample(few, 7);
        few.ShouldEqual(samples[..20]);
        Ellipse.Sample(few, 8);
        few.ShouldNotEqual(samples[..20]);
    }

    [Fact]
    public void TheGaussianOfTheCodesHasTheirMomentsWhateverTheirRank()
    {
        // Codes on a line of three dimensions.
        float[] codes = [.. Enumerable.Range(0, 101).SelectMany(i => new[] { 1 + (i / 50f), 2 - (i / 50f), 0.5f })];
        var fitted = LatentGaussian.Fit(codes, 3, CancellationToken.None);
        fitted.Mean.ToArray().Select(v => MathF.Round(v, 5)).ShouldEqual([2f, 1f, 0.5f]);
        fitted.Covariance[0].Should().BeApproximately(0.34, 1e-4); // (101² − 1)/12 / 50²
        fitted.Covariance[1].Should().BeApproximately(-0.34, 1e-4);
        var drawn = new float[3];
        double square = 0;
        for (uint i = 0; i < 4000; i++)
        {
            fitted.Draw(new RandomStream(1, RandomPurpose.LatentSamples, 0, i), drawn);
            (drawn[0] + drawn[1]).Should().BeApproximately(3, 1e-4f);
            drawn[2].Should().BeApproximately(0.5f, 1e-4f);
            square += (drawn[0] - 2) * (drawn[0] - 2) / 4000.0;
        }
        square.Should().BeApproximately(0.34, 0.034);
    }

    [Fact]
    public void ScoringOnManyThreadsGivesTheSerialBits()
    {
        var energy = NewNetwork(LatentConstraint.Ball, new DecoderSearchSettings());
        var rows = Rows.Normals(5 * 64, 13);
        var serial = new float[64];
        energy.Energy(rows, serial);
        var parallel = new float[64];
        Parallel.For(0, 64, i => energy.Energy(rows.AsSpan(i * 5, 5), parallel.AsSpan(i, 1)));
        parallel.ShouldEqual(serial);
    }

    private static void AssertWithin(double expected, FreeEnergyEstimate estimate)
    {
        estimate.StandardError.Should().BeInRange(1e-9, 0.05);
        Math.Abs(estimate.FreeEnergy - expected).Should().BeInRange(0, (4 * estimate.StandardError) + 1e-6);
    }

    private static LatentOptimizationEnergy Linear(LatentConstraint constraint, float[] weights, int size, float penalty = 0)
    {
        var shape = new LatentOptimizationShape(size, size, [], Activation.Identity, Activation.Identity, constraint, penalty);
        return new LatentOptimizationEnergy(shape, [.. weights, .. new float[size]], Standard(size), new DecoderSearchSettings { Iterations = 1000, Tolerance = 1e-5f }, 1);
    }

    private static LatentOptimizationEnergy NewNetwork(LatentConstraint constraint, DecoderSearchSettings settings)
    {
        var shape = new LatentOptimizationShape(5, 3, [8], Activation.Tanh, Activation.Identity, constraint, Penalty: 0.7f);
        var parameters = new float[shape.CreateNetwork().ParameterCount];
        shape.CreateNetwork().Initialize(parameters, WeightInitialization.He, 4);
        return new LatentOptimizationEnergy(shape, parameters, Standard(3), settings, 1);
    }

    private static LatentGaussian Standard(int size)
    {
        var covariance = new double[size * size];
        for (var i = 0; i < size; i++)
            covariance[i * (size + 1)] = 1;
        return new LatentGaussian(new float[size], covariance);
    }
}
