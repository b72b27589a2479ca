using Microsoft.ML.EnergyBased.Diagnostics;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Samplers;

/// <summary>What holds of every kernel.</summary>
public class SamplerLawsTests
{
    private static readonly GaussianEnergy Energy = new([1, -2, 0.5f], [1, 0.5f, 2]);

    public static TheoryData<string> Kernels => ["metropolis", "langevin", "mala", "hamiltonian", "monte carlo", "tempering", "gibbs"];

    public static TheoryData<string> ExactKernels => ["metropolis", "mala", "hamiltonian", "tempering"];

    public static TheoryData<string> WalkingKernels => ["metropolis", "langevin", "mala", "hamiltonian", "gibbs"];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void TheSameSeedGivesTheSameBitsAtAnyNumberOfThreads(string name)
    {
        var first = RunWith(name, 1, 300);
        RunWith(name, 3, 300).ShouldEqual(first);
        RunWith(name, 1, 300, seed: 2).ShouldNotEqual(first);
    }

    [Theory]
    [MemberData(nameof(WalkingKernels))]
    public void AChainDependsOnItsOwnIndexAlone(string name)
        => RunWith(name, 1, 5).ShouldEqual(RunWith(name, 2, 300)[..(5 * 3)]);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AStepLeavesItsStateAsItWas(string name)
    {
        var sampler = Make(name, new SamplerOptions());
        var state = sampler.Start(Begin(10));
        var positions = state.Positions.ToArray();
        var energies = state.Energies.ToArray();
        var next = state.NewLike();
        var again = state.NewLike();
        var info = new SamplerInfo(state.Count);
        sampler.Step(state, new SamplerRandom(7, 3), next, info);
        sampler.Step(state, new SamplerRandom(7, 3), again, info);
        state.Positions.ToArray().ShouldEqual(positions);
        state.Energies.ToArray().ShouldEqual(energies);
        again.Positions.ToArray().ShouldEqual(next.Positions.ToArray());
        next.Positions.ToArray().ShouldNotEqual(positions);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WhatTheStateCachesIsWhatTheEnergySays(string name)
    {
        var sampler = Make(name, new SamplerOptions());
        var state = sampler.Start(Begin(12));
        var next = state.NewLike();
        var info = new SamplerInfo(state.Count);
        for (var step = 0; step < 5; step++)
        {
            sampler.Step(state, new SamplerRandom(1, step), next, info);
            (state, next) = (next, state);
        }
        var energies = new float[state.Count];
        var gradients = new float[state.Positions.Length];
        ((IDifferentiableEnergy)sampler.Energy).Gradient(state.Positions, energies, gradients);
        state.Energies.ToArray().ShouldEqual(energies);
        info.Energies.ToArray().ShouldEqual(energies);
        if (!state.Gradients.IsEmpty)
            state.Gradients.ToArray().ShouldEqual(gradients);
    }

    [Theory]
    [MemberData(nameof(WalkingKernels))]
    public void FixedCoordinatesKeepTheirValues(string name)
    {
        var sampler = Make(name, new SamplerOptions { FixedCoordinates = [1], Minimum = [-0.9f], Maximum = [3] });
        var begin = Begin(6);
        for (var chain = 0; chain < 6; chain++)
            begin[(chain * 3) + 1] = 5 + chain;
        var samples = sampler.Run(sampler.Start(begin), 20, seed: 4);
        for (var i = 0; i < samples.Count; i++)
        {
            samples.Values[(i * 3) + 1].Should().Be(5 + (i % 6));
            samples.Values[i * 3].Should().BeInRange(-0.9f, 3f);
            samples.Values[(i * 3) + 2].Should().BeInRange(-0.9f, 3f);
        }
        samples.Values[samples.Values.Length - 18].Should().NotBe(samples.Values[0]);
    }

    [Theory]
    [InlineData("metropolis")]
    [InlineData("mala")]
    [InlineData("hamiltonian")]
    public void HeldCoordinatesConditionTheOthers(string name)
    {
        // x given y of a normal with correlation .8: mean .8 y, variance 1 − .8².
        var options = new SamplerOptions { FixedCoordinates = [1] };
        var energy = new CorrelatedEnergy(0.8f);
        Sampler sampler = name switch
        {
            "metropolis" => new MetropolisSampler(energy, 1, options),
            "mala" => new MetropolisLangevinSampler(energy, 0.3f, options),
            _ => new HamiltonianSampler(energy, 0.3f, 4, options),
        };
        var samples = sampler.Run(sampler.Start([.. Enumerable.Repeat<float[]>([0, 2], 16).SelectMany(row => row)]), 2000, burnIn: 100, seed: 8);
        Moments.Agree(samples, 0, 1.6, 0.36);
    }

    [Fact]
    public void IndependentDrawsSayWhatTheirWeightsAreWorth()
    {
        // E = q, up to a constant: all weights are the same. And a target where q hardly draws.
        var fits = new MonteCarloSampler(Energy, Proposal.Gaussian([1, -2, 0.5f], [1, 0.5f, 2]));
        var good = fits.Run(fits.Start(new float[30]), 20, seed: 1).Diagnostics;
        good.MinimumEffectiveSampleSize.Should().BeApproximately(200, 0.01);
        good.MaximumSplitRHat.Should().Be(double.NaN);
        var misses = new MonteCarloSampler(new GaussianEnergy([4, 4, 4], [0.1f, 0.1f, 0.1f]), Proposal.Gaussian([0], [1]));
        var bad = misses.Run(misses.Start(new float[30]), 20, seed: 1);
        double[] weights = [.. bad.LogWeights.ToArray().Select(w => Math.Exp(w - bad.LogWeights.ToArray().Max()))];
        bad.Diagnostics.MinimumEffectiveSampleSize.Should().BeApproximately(weights.Sum() * weights.Sum() / weights.Sum(w => w * w), 1e-6);
        bad.Diagnostics.MinimumEffectiveSampleSize.Should().BeInRange(1, 3);
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsADivergenceOfLangevinDynamics()
    {
        // Steps beyond the cliff are not made, so that the chains go on.
        var sampler = new LangevinSampler(new CliffEnergy(0.1f), 0.1f);
        var samples = sampler.Run(sampler.Start(new float[20]), 400, seed: 5);
        samples.Values.ToArray().Max().Should().BeLessThanOrEqualTo(1);
        samples.Diagnostics.Divergences.Should().BeInRange(10, 20 * 200);
        samples.Last.Positions.ToArray().Distinct().Count().Should().Be(20);
    }

    [Fact]
    public void AdaptationToAFlatEnergyStaysFinite()
    {
        var sampler = new HamiltonianSampler(new CliffEnergy(0), 0.1f, 3);
        (var adapted, var state, _) = sampler.Adapt(sampler.Start(new float[4]), new SamplerRandom(1, 0), 400);
        adapted.StepSize.Should().BeInRange(1e3f, float.MaxValue);
        state.Positions.ToArray().ShouldAllBeFinite();
    }

    [Fact]
    public void AdaptationCanBeCancelled()
    {
        var sampler = new HamiltonianSampler(Energy, 0.25f, 5);
        FluentActions.Invoking(() => sampler.Adapt(sampler.Start(Begin(4)), new SamplerRandom(1, 0), 10, cancellationToken: new CancellationToken(true)))
            .Should().ThrowExactly<OperationCanceledException>();
    }

    [Theory]
    [MemberData(nameof(ExactKernels))]
    public void TheMomentsOfAGaussianAtATemperature(string name)
    {
        const float Beta = 2;
        var sampler = Make(name, new SamplerOptions { InverseTemperature = Beta });
        var samples = sampler.Run(sampler.Start(Begin(32)), 2000, burnIn: 300, seed: 11);
        Moments.Agree(samples, 0, 1, 1 / Beta);
        Moments.Agree(samples, 1, -2, 0.25 / Beta);
        Moments.Agree(samples, 2, 0.5, 4 / Beta);
        samples.Diagnostics.MaximumSplitRHat.Should().BeLessThan(1.05);
        samples.Diagnostics.Divergences.Should().Be(0);
        samples.Diagnostics.AcceptanceRate.Should().BeInRange(0.1, 0.999);
    }

    [Theory]
    [InlineData("metropolis")]
    [InlineData("mala")]
    [InlineData("hamiltonian")]
    public void ABoxTruncatesTheDensity(string name)
    {
        // Half a normal: mean √(2/π), variance 1 − 2/π.
        var energy = GaussianEnergy.Standard(1);
        var options = new SamplerOptions { Minimum = [0] };
        Sampler sampler = name switch
        {
            "metropolis" => new MetropolisSampler(energy, 1, options),
            "mala" => new MetropolisLangevinSampler(energy, 0.3f, options),
            _ => new HamiltonianSampler(energy, 0.3f, 3, options),
        };
        var samples = sampler.Run(sampler.Start([.. Enumerable.Repeat(0.5f, 16)]), 4000, 200, seed: 3);
        Moments.Agree(samples, 0, Math.Sqrt(2 / Math.PI), 1 - (2 / Math.PI));
        samples.Values.ToArray().Min().Should().BeGreaterThanOrEqualTo(0);
        samples.Diagnostics.Divergences.Should().Be(0);
    }

    [Theory]
    [InlineData("metropolis")]
    [InlineData("langevin")]
    [InlineData("mala")]
    [InlineData("hamiltonian")]
    [InlineData("monte carlo")]
    public void AnEnergyThatIsNotFiniteIsARejectionAndADivergence(string name)
    {
        var energy = new WalledEnergy(1);
        Sampler sampler = name switch
        {
            "metropolis" => new MetropolisSampler(energy, 1),
            "langevin" => new LangevinSampler(energy, 0.3f),
            "mala" => new MetropolisLangevinSampler(energy, 0.3f),
            "hamiltonian" => new HamiltonianSampler(energy, 0.5f, 3),
            _ => new MonteCarloSampler(energy, Proposal.Gaussian([0], [1])),
        };
        var samples = sampler.Run(sampler.Start(new float[20]), 200, seed: 5);
        samples.Values.ToArray().Max().Should().BeLessThanOrEqualTo(1);
        samples.Last.Energies.ToArray().ShouldAllBeFinite();
        samples.Diagnostics.Divergences.Should().BeGreaterThan(10);
        samples.Diagnostics.Divergences.Should().BeLessThan(200 * 20);
    }

    public static TheoryData<Refusal> BadArgumentsAreNamedCases
    {
        get
        {
            var sampler = new MetropolisSampler(Energy, 1);
            var state = sampler.Start(new float[3]);
            return new()
            {
                Refusal.Of<ArgumentOutOfRangeException>("standardDeviation", () => new MetropolisSampler(Energy, 0)),
                Refusal.Of<ArgumentOutOfRangeException>("stepSize", () => new LangevinSampler(Energy, float.NaN)),
                Refusal.Of<ArgumentOutOfRangeException>("noise", () => new LangevinSampler(Energy, 1, noise: -1)),
                Refusal.Of<ArgumentOutOfRangeException>("leapfrogSteps", () => new HamiltonianSampler(Energy, 1, 0)),
                Refusal.Of<ArgumentException>("inverseMass", () => new HamiltonianSampler(Energy, 1, 1, null, [1f])),
                Refusal.Of<ArgumentOutOfRangeException>("options", () => new MetropolisSampler(Energy, 1, new SamplerOptions { InverseTemperature = 0 })),
                Refusal.Of<ArgumentOutOfRangeException>("options", () => new MetropolisSampler(Energy, 1, new SamplerOptions { FixedCoordinates = [3] })),
                Refusal.Of<ArgumentOutOfRangeException>("options", () => new MetropolisSampler(Energy, 1, new SamplerOptions { Minimum = [1], Maximum = [1] })),
                Refusal.Of<ArgumentException>("Minimum", () => new MetropolisSampler(Energy, 1, new SamplerOptions { Minimum = [1, 2] })),
                Refusal.Of<ArgumentException>("positions", () => new MetropolisSampler(Energy, 1).Start(new float[4])),
                Refusal.Of<ArgumentException>("positions", () => new MetropolisSampler(Energy, 1).Start([float.NaN, 0, 0])),
                Refusal.Of<ArgumentException>("rungs", () => new ParallelTempering([new MetropolisSampler(Energy, 1)])),
                Refusal.Of<ArgumentException>("rungs", () => new ParallelTempering([new MetropolisSampler(Energy, 1), new MonteCarloSampler(Energy, Proposal.Gaussian([0], [1]))])),
                Refusal.Of<ArgumentException>("rungs", () => new ParallelTempering([new MetropolisSampler(Energy, 1, new SamplerOptions { FixedCoordinates = [0] }), new MetropolisSampler(Energy, 1)])),
                Refusal.Of<ArgumentException>("next", () => sampler.Step(state, default, state, new SamplerInfo(1))),
                Refusal.Of<ArgumentException>("info", () => sampler.Step(state, default, state.NewLike(), new SamplerInfo(2))),
                Refusal.Of<ArgumentException>("state", () => new LangevinSampler(Energy, 1).Step(state, default, state.NewLike(), new SamplerInfo(1))),
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadArgumentsAreNamedCases))]
    public void BadArgumentsAreNamed(Refusal refusal) => refusal.ShouldHappen();

    private static float[] Begin(int chains) => [.. Enumerable.Range(0, chains * 3).Select(i => ((i * 7) % 5) * 0.2f)];

    private static float[] RunWith(string name, int threads, int chains, long seed = 1)
    {
        var sampler = Make(name, new SamplerOptions { NumberOfThreads = threads });
        return sampler.Run(sampler.Start(Begin(chains)), 1, burnIn: 3, seed: seed).Values.ToArray();
    }

    private static Sampler Make(string name, SamplerOptions options) => name switch
    {
        "metropolis" => new MetropolisSampler(Energy, 0.8f, options),
        "langevin" => new LangevinSampler(Energy, 0.1f, options),
        "mala" => new MetropolisLangevinSampler(Energy, 0.1f, options),
        "hamiltonian" => new HamiltonianSampler(Energy, 0.25f, 5, options),
        "monte carlo" => new MonteCarloSampler(Energy, Proposal.Gaussian([0], [3]), options),
        "tempering" => new ParallelTempering(
        [
            new HamiltonianSampler(Energy, 0.25f, 5, options),
            new MetropolisSampler(Energy, 1, new SamplerOptions { InverseTemperature = options.InverseTemperature / 2, NumberOfThreads = options.NumberOfThreads }),
        ]),
        _ => new GibbsSampler(Machine(), 2, options),
    };

    private static RestrictedBoltzmannEnergy Machine()
    {
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 3, 4);
        return new RestrictedBoltzmannEnergy(shape, [.. Enumerable.Range(0, shape.Parameters).Select(i => 0.1f * ((i % 7) - 3))]);
    }
}
