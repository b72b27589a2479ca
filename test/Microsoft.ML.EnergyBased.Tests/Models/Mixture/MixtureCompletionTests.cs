using Microsoft.ML.EnergyBased.Models.Mixture;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public class MixtureCompletionTests
{
    [Fact]
    public void OneComponentGivesTheConditionalMean()
    {
        // E(y₂ | y₁) = μ₂ + Σ₂₁/Σ₁₁ (y₁ − μ₁).
        var energy = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Full, [1], [1, -2], [4, 1.2, 1.2, 1]));
        float[] answers = new float[4], energies = new float[2];
        energy.Complete([3, float.NaN], answers, energies, out _).Should().Be(1);
        answers[0].Should().Be(3);
        answers[1].Should().BeApproximately(-2 + (1.2 / 4 * 2), 1e-6);
        answers[2..].ShouldEqual([float.NaN, float.NaN]);
        energies[1].Should().Be(float.NaN);
    }

    [Theory]
    [InlineData(MixtureCovariance.Full, 1f)]
    [InlineData(MixtureCovariance.Full, 0.3f)]
    [InlineData(MixtureCovariance.Full, float.PositiveInfinity)]
    [InlineData(MixtureCovariance.Diagonal, 1f)]
    [InlineData(MixtureCovariance.Spherical, 1f)]
    [InlineData(MixtureCovariance.Spherical, float.PositiveInfinity)]
    public void AnswersAreTheMinimaOfALine(MixtureCovariance kind, float beta)
    {
        var several = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var reference = MixtureReference.Random(5, 2, kind, seed);
            var energy = new MixtureEnergy(reference.Components(kind), beta);
            float[] answers = new float[10], energies = new float[5];
            var count = energy.Complete([0.5f, float.NaN], answers, energies, out _);

            const int Points = 12001;
            double[] line = [.. Enumerable.Range(0, Points).Select(i => reference.FreeEnergy([0.5f, -6 + (i / 1000f)], beta))];
            double[] minima = [.. Enumerable.Range(1, Points - 2).Where(i => line[i] < line[i - 1] && line[i] <= line[i + 1]).OrderBy(i => line[i]).Select(i => -6 + (i / 1000.0))];
            count.Should().Be(minima.Length);
            several += count > 1 ? 1 : 0;
            for (var a = 0; a < count; a++)
            {
                answers[2 * a].Should().Be(0.5f);
                answers[(2 * a) + 1].Should().BeApproximately(minima[a], 1.5e-3);
                var own = new float[1];
                energy.Energy(answers.AsSpan(2 * a, 2), own);
                energies[a].Should().Be(own[0]);
            }
            energies[..count].ShouldEqual(energies[..count].Order());
            answers[(2 * count)..].ShouldAllEqual(float.NaN);
        }
        several.Should().BeGreaterThan(3, "too few rows had several minima");
    }

    [Fact]
    public void TheFirstAnswerIsTheMinimumOverAPlane()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var reference = MixtureReference.Random(4, 3, MixtureCovariance.Full, seed);
            var energy = new MixtureEnergy(reference.Components(MixtureCovariance.Full));
            float[] answers = new float[12], energies = new float[4], gradient = new float[3], one = new float[1];
            var count = energy.Complete([float.NaN, 1, float.NaN], answers, energies, out _);
            var least = double.PositiveInfinity;
            for (var i = 0; i <= 240; i++)
            {
                for (var j = 0; j <= 240; j++)
                    least = Math.Min(least, reference.FreeEnergy([-6 + (i / 20f), 1, -6 + (j / 20f)], 1));
            }
            energies[0].Should().BeInRange(least - 0.01, least + 1e-5);

            // Each answer is a minimum: no slope, and uphill all around.
            for (var a = 0; a < count; a++)
            {
                var answer = answers[(3 * a)..((3 * a) + 3)];
                energy.Gradient(answer, one, gradient);
                gradient[0].Should().BeApproximately(0, 1e-4f);
                gradient[2].Should().BeApproximately(0, 1e-4f);
                for (var turn = 0; turn < 16; turn++)
                {
                    (var sine, var cosine) = Math.SinCos(Math.PI * turn / 8);
                    float[] beside = [answer[0] + (float)(0.05 * cosine), 1, answer[2] + (float)(0.05 * sine)];
                    reference.FreeEnergy(beside, 1).Should().BeGreaterThan(reference.FreeEnergy(answer, 1));
                }
            }
        }
    }

    [Fact]
    public void ASaddleBetweenTwoComponentsIsNoAnswer()
    {
        // The third component's mean lies on the ridge between the others, where by symmetry there is no slope.
        var energy = new MixtureEnergy(new MixtureComponents(
            MixtureCovariance.Spherical, [0.45, 0.45, 0.1], [0, -2, 0, 2, 0, 0], [1, 1, 4]));
        float[] answers = new float[6], energies = new float[3], gradient = new float[2];
        energy.Gradient([0, 0], new float[1], gradient);
        gradient.ShouldEqual([0, 0]);
        energy.Complete([0, float.NaN], answers, energies, out _).Should().Be(2);
        (answers[1] + answers[3]).Should().BeApproximately(0, 1e-4f);
        Math.Abs(answers[1]).Should().BeInRange(1.5f, 2);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(float.PositiveInfinity)]
    public void RowsWithoutAQuestionOrAnObservation(float beta)
    {
        var energy = new MixtureEnergy(MixtureReference.Random(3, 2, MixtureCovariance.Full, seed: 4).Components(MixtureCovariance.Full), beta);
        float[] answers = new float[4], energies = new float[2], own = new float[1];
        energy.Complete([float.NaN, float.NaN], answers, energies, out _).Should().Be(0);
        answers.ShouldAllEqual(float.NaN);
        energy.Complete([float.NaN, float.PositiveInfinity], answers, energies, out _).Should().Be(0);
        energy.Complete([1, 2], answers, energies, out _).Should().Be(1);
        energy.Energy([1, 2], own);
        answers.ShouldEqual([1, 2, float.NaN, float.NaN]);
        energies.ShouldEqual([own[0], float.NaN]);
    }

    [Fact]
    public void WithLessRoomTheBestAnswersAreGiven()
    {
        var energy = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Spherical, [0.2, 0.5, 0.3], [0, -4, 0, 4, 0, 0], [0.25, 0.25, 0.25]));
        float[] all = new float[6], energies = new float[3], best = new float[2], least = new float[1];
        energy.Complete([0, float.NaN], all, energies, out _).Should().Be(3);
        new[] { all[1], all[3], all[5] }.Select(v => MathF.Round(v, 3)).ShouldEqual([4, 0, -4]);
        energy.Complete([0, float.NaN], best, least, out _).Should().Be(1);
        best.ShouldEqual(all[..2]);
        least[0].Should().Be(energies[0]);
    }
}
