using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public class SubspaceCompletionTests
{
    private const int Digits = 64;

    private const int Wines = 13;

    [Theory]
    [InlineData(3, 8, false)]
    [InlineData(10, 30, false)]
    [InlineData(10, 6, true)]
    [InlineData(64, 40, true)]
    public void TheAnswerIsTheMeanOfTheGaussianGivenWhatIsObserved(int components, int observed, bool probabilistic)
    {
        var rows = Rows.Load("digits.csv", Digits, 1 / 16f);
        var energy = Fit(rows, Digits, components, probabilistic);
        var gaussian = new SubspaceGaussian(energy);
        var random = new Random(observed);
        for (var i = 0; i < 5; i++)
        {
            var row = rows[(i * Digits)..((i + 1) * Digits)];
            foreach (var j in Enumerable.Range(0, Digits).OrderBy(_ => random.Next()).Skip(observed))
                row[j] = float.NaN;
            float[] answers = new float[2 * Digits], energies = new float[2], one = new float[1];
            energy.Complete(row, answers, energies, out _).Should().Be(1);
            var answer = answers[..Digits];
            var expected = gaussian.Complete(row);
            for (var j = 0; j < Digits; j++)
                answer[j].Should().BeApproximately((float)expected[j], 1e-4f);
            Enumerable.Range(0, Digits).Where(j => !float.IsNaN(row[j])).Should().AllSatisfy(j => answer[j].Should().Be(row[j]));
            energy.Energy(answer, one);
            energies.ShouldEqual([one[0], float.NaN]);
            answers[Digits..].ShouldAllEqual(float.NaN);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(13)]
    public void WhatHardlyDeterminesALatentDoesNotRunAway(int components)
    {
        // Every other wine to learn from; a fifth of the cells of the others to find. Least squares alone is far off the column means here.
        var rows = Rows.Standardise(Rows.Load("wine.csv", Wines), Wines);
        var count = rows.Length / Wines;
        var energy = Fit([.. Enumerable.Range(0, count).Where(i => i % 2 == 0).SelectMany(i => rows[(i * Wines)..((i + 1) * Wines)])], Wines, components);
        var random = new Random(1);
        double own = 0, ofMean = 0;
        for (var i = 1; i < count; i += 2)
        {
            var row = rows[(i * Wines)..((i + 1) * Wines)];
            float[] holed = [.. row.Select(value => random.NextDouble() < 0.2 ? float.NaN : value)];
            float[] answer = new float[Wines], f = new float[1];
            energy.Complete(holed, answer, f, out _).Should().Be(1);
            for (var j = 0; j < Wines; j++)
            {
                own += Math.Pow(answer[j] - row[j], 2);
                ofMean += float.IsNaN(holed[j]) ? Math.Pow(energy.Mean[j] - row[j], 2) : 0;
            }
        }
        Math.Sqrt(own / ofMean).Should().BeInRange(0.4, 0.85);
    }

    [Theory]
    [InlineData(1e-2, 0.1)]
    [InlineData(1e-4, 1e-3)]
    [InlineData(1e-6, 1e-5)]
    public void WithLittleNoiseAndEnoughObservedItIsThatOfLeastSquares(double noise, double distance)
    {
        // σ² = noise, of latents of variances 4 and 1.
        float[] components = [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, -0.5f, 0.5f, -0.5f];
        var energy = new PrincipalSubspaceEnergy([1, 2, 3, 4], components, [4, 1], 5 + (2 * noise));
        energy.NoiseVariance.Should().BeApproximately(Math.Max(noise, 1.25e-6), 1e-10);
        float[] row = [2, 1.5f, 5, float.NaN], answer = new float[4], f = new float[1];
        energy.Complete(row, answer, f, out _).Should().Be(1);
        var w = Matrix<double>.Build.Dense(3, 2, (j, k) => components[(k * 4) + j]);
        var z = w.QR().Solve(Vector<double>.Build.Dense([1, -0.5, 2]));
        answer[3].Should().BeApproximately((float)(4 + (0.5 * z[0]) - (0.5 * z[1])), (float)distance);
    }

    [Fact]
    public void WhereLittleIsObservedTheAnswerStaysNearTheMean()
    {
        // σ² = 1 and Λ = (1, 0): z₁ = 0.8 · 2 / (0.64 + 1).
        var energy = new PrincipalSubspaceEnergy([1, 2, 3], [0.6f, 0.8f, 0, 0, 0, 1], [2, 1], 4);
        float[] answer = new float[3], f = new float[1];
        energy.Complete([float.NaN, 4, float.NaN], answer, f, out _).Should().Be(1);
        answer.Select(v => MathF.Round(v, 5)).ShouldEqual([1.58537f, 4, 3]);

        energy.Complete([float.NaN, float.NaN, float.NaN], answer, f, out _).Should().Be(0);
        answer.ShouldAllEqual(float.NaN);
        energy.Complete([float.PositiveInfinity, 1, float.NaN], answer, f, out _).Should().Be(0);
        energy.Complete([1, 2, 5], answer, f, out _).Should().Be(1);
        answer.ShouldEqual([1, 2, 5]);
    }

    [Fact]
    public void WhereNothingVariedTheAnswerIsTheMean()
    {
        var energy = Fit([1, 2, 3, 1, 2, 3], 3, 2);
        float[] answer = new float[3], f = new float[1];
        energy.Complete([float.NaN, 9, float.NaN], answer, f, out _).Should().Be(1);
        answer.ShouldEqual([1, 9, 3]);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components, bool probabilistic = false)
        => PrincipalSubspaceTraining.Fit(
            TrainingData.InMemory(rows, dimension), new PrincipalSubspaceEstimator.Options { NumberOfComponents = components, Probabilistic = probabilistic }).Energy;
}
