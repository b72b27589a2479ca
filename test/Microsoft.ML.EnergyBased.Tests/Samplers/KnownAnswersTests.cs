using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Samplers;

public class KnownAnswersTests
{
    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    public void UnadjustedLangevinWidensTheNormal(float stepSize)
    {
        // y' = (1 − ε)y + √(2ε)n is an autoregression: its variance is 2ε/(1 − (1 − ε)²) = 1/(1 − ε/2).
        var sampler = new LangevinSampler(GaussianEnergy.Standard(1), stepSize);
        var samples = sampler.Run(sampler.Start(new float[128]), 1500, 100, seed: 1);
        Moments.Agree(samples, 0, 0, 1 / (1 - (stepSize / 2)));
    }

    [Theory]
    [InlineData(2, 0.5f, 5, 0.98)]
    [InlineData(2, 1f, 5, 0.876)]
    [InlineData(100, 0.5f, 5, 0.85)]
    [InlineData(100, 0.25f, 10, 0.96)]
    public void HamiltonianAcceptanceOnTheStandardNormal(int dimension, float stepSize, int leapfrogSteps, double expected)
    {
        var sampler = new HamiltonianSampler(GaussianEnergy.Standard(dimension), stepSize, leapfrogSteps);
        var samples = sampler.Run(sampler.Start(new float[48 * dimension]), 200, 50, seed: 2);
        samples.Diagnostics.AcceptanceRate.Should().BeApproximately(expected, 0.01);
    }

    [Fact]
    public void LeapfrogIsReversibleAndNearlyKeepsTheEnergy()
    {
        // The error of H falls with ε²: a quarter of the step, a sixteenth of it.
        var coarse = MeanError(0.2f, 10);
        var fine = MeanError(0.05f, 40);
        (coarse / fine).Should().BeInRange(10, 26);

        static double MeanError(float stepSize, int steps)
        {
            var sampler = new HamiltonianSampler(new GaussianEnergy([0, 0], [1, 0.7f]), stepSize, steps);
            var state = sampler.Start([.. Enumerable.Range(0, 400).Select(i => (float)Math.Sin(i))]);
            var next = state.NewLike();
            var info = new SamplerInfo(200);
            sampler.Step(state, new SamplerRandom(3, 0), next, info);
            return info.AcceptanceProbabilities.ToArray().Where(a => a < 1).Average(a => -Math.Log(a));
        }
    }

    [Theory]
    [InlineData(0.65)]
    [InlineData(0.8)]
    public void AdaptationComesToTheWantedAcceptance(double target)
    {
        var sampler = new HamiltonianSampler(GaussianEnergy.Standard(50), 0.01f, 5);
        (var adapted, var state, var random) = sampler.Adapt(sampler.Start(new float[32 * 50]), new SamplerRandom(4, 0), 300, target);
        var samples = adapted.Run(state, 300, seed: 9);
        samples.Diagnostics.AcceptanceRate.Should().BeApproximately(target, 0.05);
        random.Step.Should().Be(300);
        Moments.Agree(samples, 1, 0, 1);
    }

    [Fact]
    public void AdaptedMassIsTheInverseOfTheVariance()
    {
        var sampler = new HamiltonianSampler(new GaussianEnergy([0, 0, 0], [0.1f, 1, 5]), 0.1f, 8);
        (var adapted, var state, var random) = sampler.Adapt(sampler.Start(new float[32 * 3]), new SamplerRandom(4, 0), 300, 0.9, adaptMass: true);
        random.Step.Should().Be(600);
        adapted.InverseMass[0].Should().BeApproximately(0.01, 0.002);
        adapted.InverseMass[1].Should().BeApproximately(1, 0.2);
        adapted.InverseMass[2].Should().BeApproximately(25, 5.0);
        var samples = adapted.Run(state, 1000, seed: 9);
        Moments.Agree(samples, 0, 0, 0.01);
        Moments.Agree(samples, 2, x => x * x / 25, 1);
    }

    [Fact]
    public void AStepMuchTooLargeIsFlagged()
    {
        var sampler = new HamiltonianSampler(new GaussianEnergy([0], [0.01f]), 1, 5);
        var samples = sampler.Run(sampler.Start(new float[8]), 10);
        samples.Diagnostics.Divergences.Should().Be(80);
        samples.Diagnostics.AcceptanceRate.Should().Be(0);
        samples.Values.ToArray().ShouldAllEqual(0);
    }

    [Fact]
    public void TemperingFindsBothModesFromOne()
    {
        // Modes at ±5: a chain at β = 1 alone stays where it is.
        var energy = new MixtureEnergy(5);
        float[] start = [.. Enumerable.Repeat(5f, 16)];
        var alone = new HamiltonianSampler(energy, 0.4f, 5);
        alone.Run(alone.Start(start), 500, seed: 1).Values.ToArray().Should().OnlyContain(x => x > 0);

        Sampler[] rungs = [.. new[] { 1f, 0.5f, 0.25f, 0.12f, 0.05f }.Select(beta => new HamiltonianSampler(energy, 0.4f / MathF.Sqrt(beta), 5, new SamplerOptions { InverseTemperature = beta }))];
        var tempering = new ParallelTempering(rungs);
        var samples = tempering.Run(tempering.Start(start), 6000, 500, seed: 1);
        Moments.Agree(samples, 0, x => x > 0 ? 1 : 0, 0.5);
        Moments.Agree(samples, 0, x => x * x, 26);
        samples.Diagnostics.MaximumSplitRHat.Should().BeLessThan(1.1);
    }

    [Fact]
    public void ImportanceWeightsGiveMomentsAndThePartitionFunction()
    {
        var energy = new GaussianEnergy([1], [0.5f]);
        var sampler = new MonteCarloSampler(energy, Proposal.Gaussian([0], [2]));
        var samples = sampler.Run(sampler.Start(new float[1000]), 100, seed: 6);
        double[] weights = [.. samples.LogWeights.ToArray().Select(Math.Exp)];
        var values = samples.Values.ToArray();
        var total = weights.Sum();
        var mean = values.Zip(weights, (x, w) => x * w).Sum() / total;
        var error = Math.Sqrt(values.Zip(weights, (x, w) => Math.Pow(w * (x - 1), 2)).Sum()) / total;
        mean.Should().BeApproximately(1, 5 * error);
        var z = total / weights.Length;
        var zError = Math.Sqrt(weights.Average(w => (w - z) * (w - z)) / weights.Length);
        z.Should().BeApproximately(Math.Sqrt(2 * Math.PI) * 0.5, 5 * zError);
        zError.Should().BeLessThan(0.02);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnnealingEstimatesThePartitionFunction(bool uniform)
    {
        const float Beta = 2;
        var energy = new GaussianEnergy([1, -1], [0.5f, 0.3f]);
        var proposal = uniform ? Proposal.Uniform([-6], [6]) : Proposal.Gaussian([0], [2]);
        var estimate = AnnealedImportanceSampling.Estimate(energy, proposal, 0.2f, 100, 1000, 5, Beta, seed: 1);
        var exact = Math.Log(2 * Math.PI * 0.5 * 0.3 / Beta);
        estimate.StandardError.Should().BeInRange(0.001, 0.1);
        estimate.LogPartition.Should().BeApproximately(exact, 4 * estimate.StandardError);
    }

    public static TheoryData<Refusal> WhatMakesNoSenseIsRefusedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>(() => Proposal.Gaussian([0], [0])),
        Refusal.Of<ArgumentOutOfRangeException>(() => Proposal.Uniform([1], [1])),
        Refusal.Of<ArgumentException>(() => Proposal.Gaussian([0, 1], [1, 1, 1])),
    };

    [Theory]
    [MemberData(nameof(WhatMakesNoSenseIsRefusedCases))]
    public void WhatMakesNoSenseIsRefused(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void ProposalsHaveTheDensityThatTheyDrawFrom()
    {
        var density = new double[2];
        Proposal.Gaussian([1, 2], [0.5f, 3]).LogDensity([1f, 2f, 1.5f, 5f], 2, density);
        var peak = -Math.Log(2 * Math.PI * 1.5);
        density[0].Should().BeApproximately(peak, 5e-7);
        density[1].Should().BeApproximately(peak - 1, 5e-7);
        Proposal.Uniform([-1], [1, 3]).LogDensity([0f, 2f, 1.5f, 2f], 2, density);
        density[0].Should().BeApproximately(-Math.Log(8), 5e-7);
        density[1].Should().Be(double.NegativeInfinity);
    }
}
