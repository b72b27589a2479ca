using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Samplers;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Boltzmann;

public class RestrictedBoltzmannEnergyTests
{
    public static TheoryData<VisibleUnits, float> Machines => new()
    {
        { VisibleUnits.Bernoulli, 1 },
        { VisibleUnits.Bernoulli, 1.7f },
        { VisibleUnits.Gaussian, 1 },
        { VisibleUnits.Gaussian, 0.6f },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void FreeEnergyAndCodeAreTheSumsOverHiddenStates(VisibleUnits units, float beta)
    {
        (var energy, var reference) = Make(units, 5, 3, beta);
        var rows = Rows(units, 9, 5);
        var energies = new float[9];
        var codes = new float[9 * 3];
        energy.Energy(rows, energies);
        energy.Encode(rows, codes);
        for (var row = 0; row < 9; row++)
        {
            double[] v = [.. rows.Skip(row * 5).Take(5).Select(x => (double)x)];
            energies[row].Should().BeApproximately(reference.FreeEnergy(v), 1e-5);
            for (var j = 0; j < 3; j++)
                codes[(row * 3) + j].Should().BeApproximately(reference.HiddenMean(v, j), 1e-5);
        }
    }

    [Fact]
    public void WhatOverflowsOnTheWayIsMadeInDouble()
    {
        // 3e38 + 3e38 − 3e38 − 3e38 = 0, of which Single sees infinities.
        float[] bits = [3e38f, 3e38f, -3e38f, -3e38f, 0, 0, 0, 0, 0];
        var machine = new RestrictedBoltzmannEnergy(new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, 4, 1), bits);
        var energies = new float[3];
        var codes = new float[3];
        machine.Energy([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1], energies);
        machine.Encode([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1], codes);
        ((double)energies[0]).Should().BeApproximately(-Math.Log(2), 1e-6);
        energies[1..].ShouldEqual([float.NegativeInfinity, 0]);
        codes.Select(code => MathF.Round(code, 5)).ShouldEqual([0.5f, 1, 0]);
    }

    [Fact]
    public void AVarianceThatIsBeyondSingleCountsAsItShould()
    {
        // The first unit's precision is e²⁰⁰: at its bias it adds nothing, elsewhere everything.
        float[] parameters = [2, 0.5f, -1, 0, 0, 0.3f, 0.1f, 0.2f, -200, 0];
        var machine = new RestrictedBoltzmannEnergy(new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 2, 2), parameters);
        var without = new RestrictedBoltzmannReference(new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 1, 2), [-1, 0, 0.3f, 0.1f, 0.2f, 0]);
        var energies = new float[2];
        machine.Energy([0, 1.5f, 1, 1.5f], energies);
        ((double)energies[0]).Should().BeApproximately(without.FreeEnergy([1.5]), 1e-5);
        energies[1].Should().Be(float.NegativeInfinity);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void TheGradientIsTheDerivative(VisibleUnits units, float beta)
    {
        (var energy, var reference) = Make(units, 4, 3, beta);
        var rows = Rows(VisibleUnits.Gaussian, 3, 4);
        var energies = new float[3];
        var same = new float[3];
        var gradients = new float[12];
        energy.Gradient(rows, energies, gradients);
        energy.Energy(rows, same);
        energies.ShouldEqual(same);
        for (var i = 0; i < 12; i++)
        {
            double[] v = [.. rows.Skip(i / 4 * 4).Take(4).Select(x => (double)x)];
            v[i % 4] += 1e-5;
            var above = reference.FreeEnergy(v);
            v[i % 4] -= 2e-5;
            gradients[i].Should().BeApproximately((above - reference.FreeEnergy(v)) / 2e-5, 1e-4);
        }
    }

    [Theory]
    [InlineData(4, 6, 1)]
    [InlineData(6, 4, 1)]
    [InlineData(4, 4, 1.7f)]
    public void LogPartitionOfBitsIsTheSumOverAllStates(int visible, int hidden, float beta)
    {
        (var energy, var reference) = Make(VisibleUnits.Bernoulli, visible, hidden, beta);
        energy.LogPartition().Should().BeApproximately(reference.LogPartition(), 1e-5);
        energy.LogPartition(3).Should().Be(energy.LogPartition(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.6f)]
    public void LogPartitionOfGaussianUnitsIsTheIntegral(float beta)
    {
        (var energy, var reference) = Make(VisibleUnits.Gaussian, 2, 3, beta);
        energy.LogPartition().Should().BeApproximately(reference.LogPartitionOnGrid(-14, 14, 0.05), 1e-4);
    }

    [Fact]
    public void TheDensityOfBitsSumsToOne()
    {
        (var energy, _) = Make(VisibleUnits.Bernoulli, 10, 12, 1);
        float[] all = [.. RestrictedBoltzmannReference.States(10).SelectMany(v => v).Select(x => (float)x)];
        var energies = new float[1024];
        energy.Energy(all, energies);
        var z = energy.LogPartition();
        energies.Sum(e => Math.Exp(-e - z)).Should().BeApproximately(1, 1e-4);
        energy.LogLikelihood(all, z).Should().BeApproximately(-energies.Average(e => (double)e) - z, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void AnnealingComesWithinThreeStandardErrors(VisibleUnits units, float beta)
    {
        (var energy, _) = Make(units, 12, 10, beta, scale: 0.6f);
        var rows = Rows(units, 40, 12);
        float[] means = [.. Enumerable.Range(0, 12).Select(i => Enumerable.Range(0, 40).Average(row => rows[(row * 12) + i]))];
        foreach (var given in new[] { [], means })
        {
            var estimate = energy.EstimateLogPartition(100, 1000, 3, given);
            estimate.StandardError.Should().BeInRange(1e-4, 0.1);
            estimate.LogPartition.Should().BeApproximately(energy.LogPartition(), 3 * estimate.StandardError);
            energy.EstimateLogPartition(100, 1000, 3, given, numberOfThreads: 1).LogPartition.Should().Be(estimate.LogPartition);
        }
    }

    [Fact]
    public void PseudoLogLikelihoodIsTheSumOfTheConditionals()
    {
        (var energy, var reference) = Make(VisibleUnits.Bernoulli, 5, 3, 1.3f);
        var rows = Rows(VisibleUnits.Bernoulli, 40, 5);
        double expected = 0;
        for (var row = 0; row < 40; row++)
        {
            double[] v = [.. rows.Skip(row * 5).Take(5).Select(x => (double)x)];
            var own = Math.Exp(-1.3 * reference.FreeEnergy(v));
            for (var i = 0; i < 5; i++)
            {
                double[] flipped = [.. v];
                flipped[i] = 1 - flipped[i];
                expected += Math.Log(own / (own + Math.Exp(-1.3 * reference.FreeEnergy(flipped)))) / 40;
            }
        }
        energy.PseudoLogLikelihood(rows).Should().BeApproximately(expected, 1e-4);
        // The estimate is right on average over seeds.
        double[] estimates = [.. Enumerable.Range(0, 400).Select(seed => energy.EstimatePseudoLogLikelihood(rows, seed))];
        var mean = estimates.Average();
        var error = Math.Sqrt(estimates.Average(x => (x - mean) * (x - mean)) / estimates.Length);
        mean.Should().BeApproximately(expected, 5 * error);
        FluentActions.Invoking(() => Make(VisibleUnits.Gaussian, 2, 2, 1).Energy.PseudoLogLikelihood(new float[2]))
            .Should().ThrowExactly<NotSupportedException>();
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void GibbsSamplingHasTheMachinesMoments(VisibleUnits units, float beta)
    {
        (var energy, var reference) = Make(units, 2, 3, beta);
        var sampler = new GibbsSampler(energy);
        var samples = sampler.Run(sampler.Start(new float[64 * 2]), 3000, 100, seed: 8);
        Func<double, double, double> density = (x, y) => Math.Exp(-beta * reference.FreeEnergy([x, y]));
        (double z, double mean, double square) = (0, 0, 0);
        var step = units == VisibleUnits.Bernoulli ? 1 : 0.1;
        double edge = units == VisibleUnits.Bernoulli ? 0 : 14;
        for (var x = -edge; x <= edge + (edge == 0 ? 1 : 0); x += step)
        {
            for (var y = -edge; y <= edge + (edge == 0 ? 1 : 0); y += step)
            {
                var p = density(x, y);
                (z, mean, square) = (z + p, mean + (p * x), square + (p * x * x));
            }
        }
        Tests.Samplers.Moments.Agree(samples, 0, x => x, mean / z);
        Tests.Samplers.Moments.Agree(samples, 0, x => x * x, square / z);
    }

    [Theory]
    [InlineData(VisibleUnits.Bernoulli)]
    [InlineData(VisibleUnits.Gaussian)]
    public void OneBadRowLeavesItsNeighboursAlone(VisibleUnits units)
    {
        (var energy, _) = Make(units, 5, 3, 1);
        var rows = Rows(units, 200, 5);
        var good = Outputs(energy, rows, 200);
        rows[(150 * 5) + 2] = float.NaN;
        rows[(40 * 5) + 4] = float.PositiveInfinity;
        var found = Outputs(energy, rows, 200);
        var width = good.Length / 200;
        for (var i = 0; i < good.Length; i++)
            found[i].Should().Be(i / width is 150 or 40 ? float.NaN : good[i]);
        for (var row = 0; row < 39; row++)
            Outputs(energy, rows[(row * 5)..((row + 1) * 5)], 1).ShouldEqual(good[(row * width)..((row + 1) * width)]);
    }

    public static TheoryData<Refusal> ParametersThatMakeNoSenseAreRefusedCases
    {
        get
        {
            var shape = new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, 2, 2);
            return new()
            {
                Refusal.Of<ArgumentException>(() => new RestrictedBoltzmannEnergy(shape, new float[3])),
                Refusal.Of<ArgumentException>(() => new RestrictedBoltzmannEnergy(shape, [0, 0, 0, float.NaN, 0, 0, 0, 0])),
                Refusal.Of<ArgumentOutOfRangeException>(() => new RestrictedBoltzmannEnergy(shape, new float[8], 0)),
            };
        }
    }

    [Theory]
    [MemberData(nameof(ParametersThatMakeNoSenseAreRefusedCases))]
    public void ParametersThatMakeNoSenseAreRefused(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void TooManyUnitsToEnumerateAreSaidAndEstimated()
    {
        var large = new RestrictedBoltzmannEnergy(new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, 30, 26), new float[(30 * 26) + 56]);
        large.IsEnumerable.Should().BeFalse();
        FluentActions.Invoking(() => large.LogPartition()).Should().ThrowExactly<InvalidOperationException>().Which.Message
            .Should().Contain("26 units");
        large.EstimateLogPartition(2, 1).LogPartition.Should().BeApproximately(56 * Math.Log(2), 1e-3);
    }

    private static float[] Outputs(RestrictedBoltzmannEnergy energy, float[] rows, int count)
    {
        var d = energy.Dimension;
        var h = energy.HiddenUnits;
        var energies = new float[count];
        var gradients = new float[count * d];
        var codes = new float[count * h];
        var reconstructions = new float[count * d];
        energy.Gradient(rows, energies, gradients);
        energy.Encode(rows, codes);
        energy.Reconstruct(rows, reconstructions);
        var all = new List<float>();
        for (var row = 0; row < count; row++)
            all.AddRange([energies[row], .. gradients[(row * d)..((row + 1) * d)], .. codes[(row * h)..((row + 1) * h)], .. reconstructions[(row * d)..((row + 1) * d)]]);
        return [.. all];
    }

    private static float[] Rows(VisibleUnits units, int count, int dimension)
    {
        var rows = new float[count * dimension];
        var stream = new RandomStream(3, RandomPurpose.ContrastiveNoise);
        if (units == VisibleUnits.Gaussian)
            stream.FillNormal(rows);
        else
            stream.FillUniform(rows);
        return units == VisibleUnits.Gaussian ? rows : [.. rows.Select(x => MathF.Round(x))];
    }

    private static (RestrictedBoltzmannEnergy Energy, RestrictedBoltzmannReference Reference) Make(VisibleUnits units, int visible, int hidden, float beta, float scale = 0.8f)
    {
        var shape = new RestrictedBoltzmannShape(units, visible, hidden);
        var parameters = new float[shape.Parameters];
        new RandomStream(1, RandomPurpose.BoltzmannStart).FillNormal(parameters);
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] *= scale * (units == VisibleUnits.Gaussian ? 0.7f : 1);
        return (new RestrictedBoltzmannEnergy(shape, parameters, beta), new RestrictedBoltzmannReference(shape, [.. parameters.Select(x => (double)x)], beta));
    }
}
