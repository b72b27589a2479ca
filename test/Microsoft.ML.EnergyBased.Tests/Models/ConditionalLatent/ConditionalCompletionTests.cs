using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>Answers to rows of which part of y is missing: which of them are one, and whether they are minima.</summary>
public class ConditionalCompletionTests
{
    // Branches that decode to these y, whatever x is.
    private static ConditionalLatentEnergy Branches(float beta, params float[][] answers)
    {
        int size = answers[0].Length, branches = answers.Length;
        var shape = new ConditionalShape(1, size, LatentSet.Discrete(branches), [], Activation.Identity, Activation.Identity);
        var parameters = new float[shape.CreateNetwork().ParameterCount];
        for (var branch = 0; branch < branches; branch++)
            answers[branch].CopyTo(parameters, (1 + branch) * size);
        return new ConditionalLatentEnergy(shape, parameters, beta, branches);
    }

    public static TheoryData<float, float[]> Scales => new()
    {
        // y₁ is far from 0; x is large; another branch lies far away in y₂.
        { 1, [-0.01f, 30, 0.01f, 30] },
        { 1, [999.9f, 30, 1000.1f, 30] },
        { 3000, [-1, 1, 1, 1] },
        { 1, [-0.01f, 0, 0.01f, 0, 0, 5000] },
        { -3000, [-0.001f, 0, 0.001f, 0, 0, 5000, 0, -5000] },
    };

    [Theory]
    [MemberData(nameof(Scales))]
    public void AnswersAreToldApartByEachValueOnItsOwnScale(float x, float[] values)
    {
        var answers = values.Chunk(2).ToArray();
        var energy = Branches(float.PositiveInfinity, answers);
        float[] rows = new float[5 * 3], energies = new float[5];
        energy.Complete([x, float.NaN, float.NaN], rows, energies, out _).Should().Be(answers.Length);
        Enumerable.Range(0, answers.Length).Select(i => (rows[(3 * i) + 1], rows[(3 * i) + 2])).Order()
            .Should().Equal(answers.Select(a => (a[0], a[1])).Order());

        // Given the second, those branches alone that have it are answers: what others decode to is explained better by these.
        var same = answers.Count(a => a[1] == answers[0][1]);
        energy.Complete([x, float.NaN, answers[0][1]], rows, energies, out _).Should().Be(same);
        energies[..same].ShouldAllEqual(0);
    }

    [Fact]
    public void BranchesThatDecodeToTheSameAreOneAnswer()
    {
        var energy = Branches(float.PositiveInfinity, [1, 2], [1, 2], [-3, 2], [1, 2 + 1e-7f]);
        float[] rows = new float[4 * 3], energies = new float[4];
        energy.Complete([0.5f, float.NaN, 2], rows, energies, out _).Should().Be(2);
        rows[..6].ShouldEqual([0.5f, 1, 2, 0.5f, -3, 2]);
    }

    [Fact]
    public void WhatOverflowsIsNoAnswer()
    {
        var energy = Branches(float.PositiveInfinity, [1, 2], [-1, float.MaxValue]);
        float[] rows = new float[3 * 3], energies = new float[3];
        energy.Complete([0, float.NaN, 2], rows, energies, out _).Should().Be(1);
        rows[..3].ShouldEqual([0f, 1, 2]);
        energies[0].Should().Be(0);
        energies[1..].ShouldAllEqual(float.NaN);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(40f)]
    public void InABoxAnswersAreMinima(float beta)
    {
        const int X = 1, Y = 5, Width = X + Y, Most = 4;
        var shape = new ConditionalShape(X, Y, LatentSet.Continuous(3, -1, 1, 0.05f), [8], Activation.Tanh, Activation.Identity);
        var energy = new ConditionalLatentEnergy(shape, ConditionalReference.Parameters(shape), beta, 4);
        float[] rows = DenseNetworkTests.Normals(9, 5 * Width, 1), answers = new float[Most * Width], energies = new float[Most], one = new float[1], gradient = new float[Width];
        var several = 0;
        for (var i = 0; i < 5; i++)
        {
            var row = rows[(i * Width)..((i + 1) * Width)];
            row[X + 1] = row[X + 3] = float.NaN;
            var found = energy.Complete(row, answers, energies, out _);
            several += found > 1 ? 1 : 0;
            found.Should().BeInRange(1, Most);
            for (var k = 0; k < found; k++)
            {
                var answer = answers[(k * Width)..((k + 1) * Width)];
                energy.Gradient(answer, one, gradient);
                one[0].Should().Be(energies[k]);
                Enumerable.Range(0, Width).Where(j => !float.IsNaN(row[j])).Should().AllSatisfy(j => answer[j].Should().Be(row[j]));
                // A step either way along what is missing does not lower F, as far as a sample's error lets it be known.
                var search = new LatentSearch[1];
                energy.Infer(answer, default, default, default, search);
                double known = float.IsPositiveInfinity(beta) ? 0 : 2 * search[0].Gap;
                foreach (var j in (int[])[X + 1, X + 3])
                {
                    gradient[j].Should().BeApproximately(0, 0.01);
                    foreach (var step in (float[])[-0.02f, 0.02f])
                    {
                        float[] beside = [.. answer];
                        beside[j] += step;
                        energy.Energy(beside, one);
                        one[0].Should().BeGreaterThan(energies[k] - known, "{0} beside {1}", one[0], energies[k]);
                    }
                }
                (k == 0 || energies[k] >= energies[k - 1]).Should().BeTrue();
            }
            float[] first = new float[Width], least = new float[1];
            energy.Complete(row, first, least, out _).Should().Be(1);
            least[0].Should().BeApproximately(energies[0], 1e-5f * (1 + least[0]));
        }
    }
}
